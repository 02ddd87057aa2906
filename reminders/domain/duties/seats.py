"""Seats in meetings ahead: what their holders, and those who planned them, have to do about them."""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from recruiting.enums import ApplicationState, InterviewState
from recruiting.models import Attendance, Seat

AHEAD = timedelta(days=7)  # meetings further away are nobody's concern today


def seats_ahead(*, now: datetime, user: User | None, until: datetime | None = None) -> QuerySet[Seat]:
    """Seats in planned meetings with a candidate still in work, soonest first.

    Annotated with `asked_at`: when the holder was last asked, by the invitation or by a new time.
    """
    still_in_work = Attendance.objects.filter(
        interview=OuterRef("interview"), application__state=ApplicationState.ACTIVE
    )
    seats = Seat.objects.filter(
        Exists(still_in_work),
        removed_at=None,
        interviewer__is_active=True,
        interview__state=InterviewState.PLANNED,
        interview__starts_at__gt=now,
        interview__starts_at__lte=until or now + AHEAD,
    )
    if user is not None:
        seats = seats.filter(interviewer=user)
    moved_at = Max("interview__reschedules__at")
    return (
        seats.annotate(asked_at=Greatest("added_at", Coalesce(moved_at, "added_at")))
        .select_related("interviewer", "interview__stage", "interview__vacancy", "interview__created_by")
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


def version(interview) -> str:
    """Changes when the meeting moves: the number that calendars learn, and the start."""
    return f"{interview.sequence}@{interview.starts_at:%Y%m%dT%H%M%S%z}"
