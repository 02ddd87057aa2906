from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from outbox.models import OutboundMessage
from recruiting.enums import ApplicationState, Source
from recruiting.models.candidate import Candidate
from recruiting.models.pipeline import OutcomeReason
from recruiting.models.stage import Stage
from recruiting.models.vacancy import TeamMember, Vacancy


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """Recruiters and hiring managers of the vacancy's team see all of it, an interviewer those they meet."""
        from recruiting.models.interview import Seat

        if user.is_administrator:
            return self
        meets = Seat.objects.filter(
            interviewer=user, removed_at=None, interview__attendances__application=OuterRef("pk")
        )
        return self.filter(Exists(_places(user)) | Exists(meets))

    def contacts_open_to(self, user: User) -> "ApplicationQuerySet":
        """Where the person may read contacts and reasons: the same as the permission `read_contacts`."""
        if user.is_administrator:
            return self
        return self.filter(Exists(_places(user)))

    def active(self) -> "ApplicationQuerySet":
        return self.filter(state=ApplicationState.ACTIVE)


def _places(user: User) -> models.QuerySet[TeamMember]:
    """The person's leading places in the team of the outer application's vacancy."""
    return TeamMember.objects.held_by(user).leading().filter(vacancy=OuterRef("vacancy"))


class Application(models.Model):
    """A person in a vacancy. `revision` is raised at every move, so that two people cannot move it at once unseen.

    When two records of one person are merged and both had applied here, both applications stay: `twin_of` marks the
    later one, so that the other stays the only one of its kind.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="applications", db_index=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="applications")
    stage_since = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.ACTIVE)
    revision = models.PositiveIntegerField(default=0)
    source = models.CharField(_("source"), max_length=14, choices=Source.choices, default=Source.OTHER)
    is_internal = models.BooleanField(_("own employee"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_applications",
        verbose_name=_("responsible"),
    )
    applied_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.ForeignKey(
        OutcomeReason, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    no_letter_reason = models.TextField(blank=True)  # why no closing letter is owed
    twin_of = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="twins", db_index=False
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-applied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "vacancy"],
                condition=Q(twin_of=None),
                name="application_once_per_vacancy",
                violation_error_message=_("This person is already a candidate for this vacancy."),
            ),
            models.CheckConstraint(
                condition=Q(state="active", closed_at__isnull=True) | (~Q(state="active") & Q(closed_at__isnull=False)),
                name="application_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["vacancy", "state", "stage"], name="application_board"),
            # What reminders look for: who waits in a stage for how long, and who has not been dealt with yet.
            models.Index(fields=["vacancy", "stage_since"], condition=Q(state="active"), name="application_waiting"),
            models.Index(fields=["applied_at"], condition=Q(state="active", revision=0), name="application_new"),
            models.Index(fields=["twin_of"], condition=Q(twin_of__isnull=False), name="application_twin_of"),
            models.Index(fields=["reason"], condition=Q(reason__isnull=False), name="application_reason"),
            models.Index(
                fields=["vacancy", "closed_at"], condition=Q(closed_at__isnull=False), name="application_over"
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state == ApplicationState.ACTIVE


class StageMove(models.Model):
    """Append-only: each change of stage or state, with what stood in the way when somebody overrode it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="moves")
    from_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    from_state = models.CharField(max_length=10, choices=ApplicationState.choices)
    to_state = models.CharField(max_length=10, choices=ApplicationState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    override_reason = models.TextField(blank=True)
    overridden = models.JSONField(default=list)  # codes of the blockers that were overridden
    act = models.UUIDField(null=True)  # shared by all that one press of a button moved
    revision = models.PositiveIntegerField(null=True)  # of the application after this move
    since_before = models.DateTimeField(null=True)  # since when it had stood where it came from
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["act"], condition=Q(act__isnull=False), name="stage_move_act"),
            models.Index(fields=["from_stage"], condition=Q(from_stage__isnull=False), name="stage_move_from"),
            models.Index(fields=["by", "-at"], name="stage_move_last_of"),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage_id} -> {self.to_stage_id}"


class OwnerChange(models.Model):
    """Append-only: who answered for an application before and after."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="owner_changes")
    was = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    became = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.was_id} -> {self.became_id}"


class Letter(models.Model):
    """An outgoing letter on an application; `closing` marks the one that tells the outcome."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="letters")
    message = models.OneToOneField(OutboundMessage, on_delete=models.PROTECT, related_name="letter")
    closing = models.BooleanField(default=False)
    template = models.ForeignKey(
        "recruiting.LetterTemplate", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    batch = models.ForeignKey(
        "recruiting.LetterBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"letter {self.pk}"
