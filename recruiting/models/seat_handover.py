from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from recruiting.enums import HandoverReason
from recruiting.models.interview import Interview


class SeatHandover(models.Model):
    """Append-only: a seat, and with it the scorecards nobody had begun, passed from one interviewer to another."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="handovers")
    was = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    became = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=10, choices=HandoverReason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(was=F("became")), name="seat_handed_to_somebody_else"),
            models.CheckConstraint(
                condition=Q(reason__in=HandoverReason.values), name="seat_handed_for_a_reason_of_the_list"
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"
