from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruiting.models import Application
from scorecards.enums import Outcome
from scorecards.models.card import new_salt


class Decision(models.Model):
    """What a person decided on an application, why, and a sealed snapshot of what it stood on. Append-only."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome.choices)
    rationale = models.TextField(_("why"))
    alternatives = models.TextField(_("who else was considered"), blank=True)
    dissent = models.TextField(_("who disagreed and why"), blank=True)
    departs = models.BooleanField(default=False)  # departs from the declared rule
    departure_reason = models.TextField(_("why the declared rule was not followed"), blank=True)
    waivers = models.JSONField(default=list)  # [{"item": id, "reason": str, "development": str}]
    missing_cards = models.JSONField(default=list)  # [{"stage": id, "interviewer": id}]
    snapshot = models.JSONField()
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    seal = models.JSONField(default=dict, editable=False)  # salted digests of the texts, which an erasure empties
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(departs=False) | ~Q(departure_reason="") | Q(salt=""),  # erased
                name="decision_departure_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
