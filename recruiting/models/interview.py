import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import Answer, InterviewState, Presence
from recruiting.models.application import Application
from recruiting.models.stage import Stage
from recruiting.models.vacancy import TeamMember, Vacancy


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: User) -> "InterviewQuerySet":
        """Recruiters and hiring managers of the team, and whoever has a seat."""
        if user.is_administrator:
            return self
        runs = TeamMember.objects.held_by(user).leading().filter(vacancy=OuterRef("vacancy"))
        seat = Seat.objects.filter(interview=OuterRef("pk"), interviewer=user, removed_at=None)
        return self.filter(Exists(runs) | Exists(seat))

    def planned(self) -> "InterviewQuerySet":
        return self.filter(state=InterviewState.PLANNED)


class Interview(models.Model):
    """A meeting. The calendar UID stays for life; `sequence` rises with each change that calendars must learn of."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="interviews")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="interviews")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to the call"), blank=True)
    state = models.CharField(max_length=18, choices=InterviewState.choices, default=InterviewState.PLANNED)
    state_reason = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="interview_ends_after_start")
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(state="planned"), name="interview_planned_start"),
            models.Index(fields=["ends_at"], name="interview_ends"),
        ]

    def __str__(self) -> str:
        return f"interview {self.pk}"


class Occupied(models.Model):
    """Copy of the interview's time, kept by a database trigger: an exclusion constraint cannot reach through a key."""

    period = DateTimeRangeField(null=True, editable=False)
    active = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class Attendance(Occupied):
    """A candidate's place in a meeting, with the candidate's own answer and no-show."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="attendances")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attendances")
    candidate_key = models.BigIntegerField(null=True, editable=False)  # copied by the trigger
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.NONE)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.UNKNOWN)

    class Meta:
        ordering = ["interview", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "application"], name="attendance_once"),
            ExclusionConstraint(
                name="attendance_no_double_booking",
                expressions=[("candidate_key", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(active=True),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("The candidate already has an interview at that time."),
            ),
        ]
        indexes = [
            models.Index(fields=["interview"], condition=Q(answer="declined"), name="attendance_declined"),
            models.Index(fields=["interview"], condition=Q(presence="no_show"), name="attendance_no_show"),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class Seat(Occupied):
    """An interviewer's place in a meeting; in a stage with a scorecard it owes one until submitted or declined.

    `confirmed_at` is when somebody last said that the holder comes, whatever leave was written down by then.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="seats")
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.NONE)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.UNKNOWN)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["interview", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "interviewer"], condition=Q(removed_at__isnull=True), name="seat_once"
            ),
            ExclusionConstraint(
                name="seat_no_double_booking",
                expressions=[("interviewer", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(active=True),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message=_("The interviewer already has an interview at that time."),
            ),
        ]
        indexes = [
            models.Index(fields=["interview"], condition=Q(answer="none", removed_at=None), name="seat_unanswered"),
            models.Index(fields=["interview"], condition=Q(answer="declined", removed_at=None), name="seat_declined"),
            models.Index(fields=["interview"], condition=Q(presence="no_show", removed_at=None), name="seat_no_show"),
            models.Index(fields=["interviewer", "interview"], name="seat_by_interviewer"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Reschedule(models.Model):
    """Append-only: every change of an interview's time, with who and why."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="reschedules")
    from_starts_at = models.DateTimeField()
    from_ends_at = models.DateTimeField()
    to_starts_at = models.DateTimeField()
    to_ends_at = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"reschedule {self.pk}"
