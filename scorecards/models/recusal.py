from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recruiting.models import Interview
from scorecards.enums import RecusalReason


class Recusal(models.Model):
    """An interviewer stepped off a panel before the interview. The seat is free; the recruiter finds somebody else."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="recusals")
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=12, choices=RecusalReason.choices)
    note = models.TextField(_("note for the recruiter"), blank=True, max_length=2_000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["interview", "interviewer"], name="recusal_once")]

    def __str__(self) -> str:
        return f"recusal {self.pk}"
