"""Seats in meetings ahead: what their holders, and those who planned them, have to do about them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import CharField, DateTimeField, Exists, F, Func, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from accounts.models import User
from recruiting.enums import ApplicationState, InterviewState
from recruiting.models import Attendance, Reschedule, Seat
from reminders.domain.agenda import named

AHEAD = timedelta(days=7)  # meetings further away are nobody's concern today


def seats_ahead(*, now: datetime, until: datetime) -> QuerySet[Seat]:
    """Seats in planned meetings with a candidate still in work.

    Annotated with `asked_at`: when the holder was last asked, by the invitation or by a new time.
    """
    still_in_work = Attendance.objects.filter(
        interview=OuterRef("interview"), application__state=ApplicationState.ACTIVE
    )
    moves = Reschedule.objects.filter(interview=OuterRef("interview")).order_by("-at").values("at")[:1]
    return Seat.objects.filter(
        Exists(still_in_work),
        removed_at=None,
        interviewer__is_active=True,
        interview__state=InterviewState.PLANNED,
        interview__starts_at__gt=now,
        interview__starts_at__lte=until,
    ).annotate(asked_at=Greatest("added_at", Coalesce(Subquery(moves, output_field=DateTimeField()), "added_at")))


def with_meetings(seats: QuerySet[Seat], user: User | None) -> QuerySet[Seat]:
    """The seats of one person or of all with what a screen or a mail says of them, soonest first."""
    if user is not None:
        seats = seats.filter(interviewer=user)
    return (
        seats.select_related("interviewer", "interview__stage", "interview__vacancy", "interview__created_by")
        .prefetch_related(Prefetch("interview__attendances", queryset=with_names(), to_attr="places"))
        .order_by("interview__starts_at", "pk")
    )


def with_names() -> QuerySet[Attendance]:
    """Places with their candidates, by name."""
    return Attendance.objects.select_related("application__candidate").order_by(
        "application__candidate__name_sort", "pk"
    )


def names_of(places) -> tuple[str, ...]:
    return tuple(place.application.candidate.full_name for place in places)


def ids_of(places) -> frozenset[UUID]:
    return frozenset(place.application.candidate.uid for place in places)


def version(interview) -> str:
    """Changes when the meeting moves: the number that calendars learn, and the start."""
    return f"{interview.sequence}@{interview.starts_at:%Y%m%dT%H%M%S%z}"


def version_in_sql(meeting: str = "") -> Concat:
    """The same as `version`, computed by the database; `meeting` is the way to it, ending in two underscores."""
    return Concat(
        Cast(F(f"{meeting}sequence"), CharField()),
        Value("@"),
        moment_in_sql(f"{meeting}starts_at"),
        output_field=CharField(),
    )


def moment_in_sql(column: str) -> Concat:
    """A moment as `version` writes it, in UTC."""
    in_utc = Func(Value("UTC"), F(column), function="timezone")
    shape = Value('YYYYMMDD"T"HH24MISS')
    return Concat(Func(in_utc, shape, function="to_char", output_field=CharField()), Value("+0000"))


def seat_columns(since: str) -> dict:
    """What the agenda says of a seat, whatever is asked of it."""
    return {
        "subject": named(interview="interview"),
        "owner": "interviewer",
        "vacancy": "interview__vacancy",
        "stage": "interview__stage",
        "since": since,
        "schedule": version_in_sql("interview__"),
        "ends": "interview__starts_at",
    }
