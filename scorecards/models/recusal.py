from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.models import Interview
from scorecards.enums import RecusalReason
from scorecards.models.card import Scorecard


class Recusal(models.Model):
    """An interviewer stepped off a panel before the interview. The seat is free; the recruiter finds somebody else."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="recusals")
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=12, choices=RecusalReason.choices)
    note = models.TextField(_("note for the recruiter"), blank=True, max_length=2_000)
    at = models.DateTimeField()
    # Taking one back allows exactly one more; empty on the first.
    after = models.ForeignKey(
        "ConflictWithdrawal", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "interviewer", "after"], nulls_distinct=False, name="recusal_once"
            )
        ]

    def __str__(self) -> str:
        return f"recusal {self.pk}"


class ConflictWithdrawal(models.Model):
    """Append-only: a conflict of interest that was declared by mistake is taken back, by whom and why.

    It concerns a meeting that somebody stepped off, or one card that was declined. The declaration stays as it was;
    from now on it bars its author from nothing.
    """

    recusal = models.OneToOneField(Recusal, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawal")
    scorecard = models.OneToOneField(
        Scorecard, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.TextField(_("why it is taken back"), max_length=2_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recusal__isnull=False, scorecard__isnull=True)
                | models.Q(recusal__isnull=True, scorecard__isnull=False),
                name="conflict_withdrawal_of_one_declaration",
            )
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.pk}"

    @property
    def person(self) -> User:
        """Who had declared it."""
        declared = self.recusal or self.scorecard
        assert declared is not None  # noqa: S101 a constraint sees to it
        return declared.interviewer
