"""What a person holds in recruiting: places in teams and seats in meetings that are still to come."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.holdings import Holding
from accounts.enums import Role
from accounts.models import Absence, User
from recruiting.enums import InterviewState, TeamFunction
from recruiting.models import Seat, TeamMember, Vacancy

# Without an active person of this role in this function nobody can go on with a running vacancy.
NEEDED = {TeamFunction.RECRUITER: Role.HR, TeamFunction.HIRING_MANAGER: Role.HIRING_MANAGER}


def team_places(user: User, now: datetime) -> list[Holding]:
    """Functions in the teams of running vacancies."""
    rows = TeamMember.objects.filter(user=user, instead_of=None, vacancy__in=Vacancy.objects.running())
    rows = rows.select_related("vacancy")
    return [place_of(row, _("Places in teams")) for row in rows.order_by("vacancy__title_sort", "vacancy", "function")]


def seats_ahead(user: User, now: datetime) -> list[Holding]:
    """Seats in planned meetings that have not begun."""
    return [seat_of(seat, _("Interviews ahead")) for seat in seats_of(user, now)]


def seats_of(user: User, now: datetime) -> QuerySet[Seat]:
    """The person's seats in planned meetings that have not begun, soonest first."""
    seats = Seat.objects.filter(
        interviewer=user, removed_at=None, interview__state=InterviewState.PLANNED, interview__starts_at__gt=now
    )
    related = ("interviewer", "interview__stage", "interview__vacancy")
    return seats.select_related(*related).order_by("interview__starts_at", "pk")


def meetings_in(leaves: Sequence[Absence], now: datetime) -> dict[int, int]:
    """Id of a leave -> planned meetings in it that are not over and that the person has not declined; in one query."""
    meetings = Absence.objects.filter(
        pk__in=[leave.pk for leave in leaves],
        user__seats__active=True,
        user__seats__period__overlap=F("period"),
        user__seats__interview__state=InterviewState.PLANNED,
        user__seats__interview__ends_at__gt=now,
    )
    return dict(meetings.order_by().values_list("pk").annotate(Count("user__seats")))


def last_of_a_team(user: User, role: Role | None) -> list[Holding]:
    """Running vacancies that would lose their last recruiter or hiring manager if the person had `role` or no access.

    The vacancies are locked, so that two people of one team cannot leave it at once.
    """
    running = Vacancy.objects.running().filter(pk__in=TeamMember.objects.filter(user=user).values("vacancy"))
    locked = list(running.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    lost = [function for function, needed in NEEDED.items() if user.role == needed and role != needed]
    alone = [row for function in lost for row in _without_another(user, function, locked)]
    return [place_of(row, str(TeamFunction(row.function).label), only_name=True) for row in alone]


def _without_another(user: User, function: TeamFunction, vacancies: list[int]):
    members = TeamMember.objects.filter(vacancy__in=vacancies, function=function, instead_of=None)
    other = members.filter(vacancy=OuterRef("vacancy"), user__is_active=True, user__role=NEEDED[function])
    alone = members.filter(~Exists(other.exclude(user=user)), user=user)
    return alone.select_related("vacancy").order_by("vacancy__title_sort", "vacancy")


def place_of(row: TeamMember, kind: str, *, only_name: bool = False) -> Holding:
    name = row.vacancy.title if only_name else f"{row.vacancy.title} · {row.get_function_display()}"
    return Holding(kind, name, reverse("recruiting:vacancy_settings", args=[row.vacancy_id]))


def seat_of(seat: Seat, kind: str) -> Holding:
    meeting = seat.interview
    start = date_format(timezone.localtime(meeting.starts_at), "D, j E, H:i")
    name = f"{start} · {meeting.stage.name} · {meeting.vacancy.title}"
    return Holding(kind, name, reverse("recruiting:interview", args=[meeting.pk]))
