from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from recruiting.enums import CallDirection, CallOutcome, CallWay
from recruiting.models.application import Application


class CallQuerySet(models.QuerySet["Call"]):
    def standing(self) -> "CallQuerySet":
        """Without those that a later row corrects."""
        return self.filter(~Exists(Call.objects.filter(corrects=OuterRef("pk"))))


class Call(models.Model):
    """Append-only: a talk with the candidate, or a try at one. A mistake is corrected by a row that replaces it.

    A call that reached the candidate answers them; on a closed application only if it told the outcome.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="calls")
    direction = models.CharField(_("who called"), max_length=3, choices=CallDirection.choices)
    way = models.CharField(_("how"), max_length=10, choices=CallWay.choices, default=CallWay.PHONE)
    at = models.DateTimeField(_("when"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome.choices)
    call_again_at = models.DateTimeField(_("call again at"), null=True, blank=True)
    told_outcome = models.BooleanField(_("the outcome was told"), default=False)
    note = models.TextField(_("note"), max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="call_again", call_again_at__isnull=False)
                | (~Q(outcome="call_again") & Q(call_again_at__isnull=True)),
                name="call_again_has_time",
                violation_error_message=_("Say when to call again."),
            ),
            models.CheckConstraint(
                condition=Q(told_outcome=False) | Q(outcome="reached"), name="call_told_only_if_reached"
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"
