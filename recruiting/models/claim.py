from django.conf import settings
from django.db import models
from django.db.models import Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import ClaimSource, ClaimState, InterviewState
from recruiting.models.application import Application
from recruiting.models.interview import Attendance
from recruiting.models.withheld import withheld

# What the candidate wrote is there before anybody meets them; what was said in a talk is a colleague's note.
WRITTEN = [ClaimSource.CV, ClaimSource.LETTER, ClaimSource.TASK]


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User) -> "ClaimQuerySet":
        """Claims on the applications within reach.

        Whoever still owes a scorecard on the candidate sees their own, and those that were taken from the candidate's
        own papers before the first interview began: they are part of the preparation. How a claim stands, and who
        checked it, is not in here: read that with `ClaimCheck.objects.visible_to`.
        """
        own = Q(by=user)
        reach = self.filter(Q(application__in=Application.objects.visible_to(user)))
        return reach.filter(own | Q(_prepared()) | ~withheld(user))


def _prepared() -> Q:
    begun = (
        Attendance.objects.exclude(interview__state=InterviewState.CANCELLED)
        .filter(application=OuterRef("application"))
        .order_by()
        .values("application")
        .annotate(begins=Min("interview__starts_at"))
        .values("begins")
    )
    return Q(source__in=WRITTEN) & Q(at__lt=Subquery(begun))


class Claim(models.Model):
    """What a candidate says of themselves, and how it stands. Only an erasure empties the texts.

    A figure proves nothing without the period it is of and the way it was measured. What is found out of these later
    stands apart from what the candidate gave, because it is a colleague's word.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="claims")
    text = models.TextField(_("what is claimed"), max_length=1_000)
    source = models.CharField(_("where it comes from"), max_length=6, choices=ClaimSource.choices)
    is_figure = models.BooleanField(_("it is a figure"), default=False)
    period = models.CharField(_("period"), max_length=200, blank=True)
    measured = models.CharField(_("how it was measured"), max_length=300, blank=True)
    later_period = models.CharField(_("period"), max_length=200, blank=True)
    later_measured = models.CharField(_("how it was measured"), max_length=300, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.UNVERIFIED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = [models.Index(fields=["application", "at"], name="claim_by_application")]

    def __str__(self) -> str:
        return f"claim {self.pk}"

    @property
    def lacks(self) -> bool:
        """A figure of which nobody knows the period or the measurement."""
        known = (self.period or self.later_period) and (self.measured or self.later_measured)
        return self.is_figure and not known


class ClaimCheckQuerySet(models.QuerySet["ClaimCheck"]):
    def visible_to(self, user: User) -> "ClaimCheckQuerySet":
        """All checks of the claims within reach; only one's own while one still owes a scorecard on the candidate."""
        reach = self.filter(claim__application__in=Application.objects.visible_to(user))
        return reach.filter(Q(by=user) | ~withheld(user, application="claim__application"))


class ClaimCheck(models.Model):
    """Append-only: who found what about a claim, and by what. The database refuses a finding without evidence."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="checks")
    state = models.CharField(max_length=10, choices=ClaimState.choices)
    evidence = models.TextField(_("evidence"), max_length=5_000)
    sighted = models.BooleanField()  # the person could read the checks before this one
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ClaimCheckQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"check {self.pk} of claim {self.claim_id}: {self.state}"
