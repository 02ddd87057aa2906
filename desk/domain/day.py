"""My day of one person: the next meeting, what is owed, today's meetings and the vacancies one works on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from desk.domain.rows import Row, row
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.board import days_between
from recruiting.domain.instead import instead_of
from recruiting.domain.meetings import shown, with_people
from recruiting.enums import InterviewState
from recruiting.models import Interview, Vacancy
from reminders.domain.duties import duties_of
from reminders.domain.duties.interview_ahead import InterviewAhead
from reminders.domain.duties.unanswered_interview import UnansweredInterview
from reminders.domain.duty import Duty, Kind
from reminders.models import Delivery

if TYPE_CHECKING:
    from recruiting.domain.meetings import Meeting

Owed = dict[Kind, list[Duty]]

SHOWN_AT_ONCE = 8  # lines of a section; the rest opens on demand
MOST_TODAY = 15
LAST_REMINDERS = 10
SOON = timedelta(hours=24)
TROUBLE_SINCE = timedelta(days=14)
NOT_DELIVERED = [MessageState.FAILED, MessageState.UNCERTAIN]


@dataclass(frozen=True)
class Section:
    """One kind of duty with its lines."""

    kind: Kind
    rows: list[Row]

    @property
    def first(self) -> list[Row]:
        return self.rows[:SHOWN_AT_ONCE]

    @property
    def rest(self) -> list[Row]:
        return self.rows[SHOWN_AT_ONCE:]


@dataclass(frozen=True)
class Upcoming:
    """The next meeting the person takes part in: whom they meet, and who sits beside them."""

    interview: "Meeting"
    names: str
    colleagues: list[User]


@dataclass(frozen=True)
class OwnVacancy:
    vacancy: Vacancy
    in_work: int
    days_open: int


@dataclass(frozen=True)
class Day:
    """Everything on the page; `upcoming` only when it is soon."""

    sections: list[Section]
    upcoming: Upcoming | None
    today: "list[Meeting]"
    vacancies: list[OwnVacancy]
    undelivered: dict[str, int]
    reminders: list[Delivery]
    put_off: list[Row]

    @property
    def running(self) -> list[Vacancy]:
        return [own.vacancy for own in self.vacancies]

    @property
    def waiting(self) -> int:
        return sum(len(section.rows) for section in self.sections if section.kind.is_work)

    @property
    def late(self) -> int:
        return sum(line.late for section in self.sections if section.kind.is_work for line in section.rows)

    @property
    def is_calm(self) -> bool:
        return not self.sections and self.upcoming is None


def my_day(*, user: User, now: datetime) -> Day:
    """Read the day of `user` at `now`, in a number of queries that does not grow with what is owed."""
    found = dict(duties_of(user, now))
    put_off = _take_out_put_off(found, now)
    upcoming = _upcoming(found, user, now)
    _say_once(found, upcoming)
    instead = instead_of(user)
    return Day(
        sections=[
            Section(kind, [row(duty, kind, now=now, instead=instead) for duty in owed])
            for kind, owed in found.items()
            if owed
        ],
        upcoming=upcoming,
        today=_today(user, now),
        vacancies=_vacancies(user, now),
        undelivered=_undelivered(now) if user.is_administrator else {},
        reminders=list(user.deliveries.filter(message__isnull=False).select_related("message")[:LAST_REMINDERS]),
        put_off=put_off,
    )


def _take_out_put_off(found: Owed, now: datetime) -> list[Row]:
    """What the person has put off, taken out of its sections."""
    lines: list[Row] = []
    for kind, owed in found.items():
        waiting = [duty for duty in owed if duty.snoozed_until is not None and duty.snoozed_until > now]
        lines += [row(duty, kind, now=now) for duty in waiting]
        owed[:] = [duty for duty in owed if duty not in waiting]
    return lines


def _of(found: Owed, key: str) -> list[Duty]:
    return next(duties for kind, duties in found.items() if kind.key == key)


def _say_once(found: Owed, upcoming: Upcoming | None) -> None:
    """Leave out of the meetings ahead the one shown large and those that are still to be answered."""
    ahead = _of(found, InterviewAhead.key)
    elsewhere = {duty.subject for duty in _of(found, UnansweredInterview.key)}
    if upcoming:
        elsewhere.add(f"interview:{upcoming.interview.pk}")
    ahead[:] = [duty for duty in ahead if duty.subject not in elsewhere]


def _upcoming(found: Owed, user: User, now: datetime) -> Upcoming | None:
    soon = [duty for duty in _of(found, InterviewAhead.key) if duty.due <= now + SOON]
    if not soon or soon[0].interview is None:
        return None
    meetings = with_people(Interview.objects.visible_to(user)).prefetch_related("stage__covers")
    meeting = meetings.get(pk=soon[0].interview.pk)
    colleagues = [seat.interviewer for seat in meeting.panel if seat.interviewer_id != user.pk]
    return Upcoming(meeting, ", ".join(soon[0].people), colleagues)


def _today(user: User, now: datetime) -> "list[Meeting]":
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    next_midnight = (midnight + timedelta(hours=36)).replace(hour=0)
    meetings = (
        Interview.objects.visible_to(user)
        .exclude(state=InterviewState.CANCELLED)
        .filter(starts_at__gte=midnight, starts_at__lt=next_midnight)
        .order_by("starts_at", "pk")
    )
    return shown(with_people(meetings)[:MOST_TODAY], now=now)


def _vacancies(user: User, now: datetime) -> list[OwnVacancy]:
    """Running vacancies the person recruits for or decides on, with candidates in work and days since the opening."""
    if user.is_hr:
        mine = Vacancy.objects.run_by(user)
    elif user.is_hiring_manager:
        mine = Vacancy.objects.decided_by(user)
    else:
        return []
    in_work = Count("applications", filter=Q(applications__state="active"))
    rows = mine.running().annotate(in_work=in_work).order_by("title_sort", "pk")
    return [OwnVacancy(row, row.in_work, days_between(row.opened_at or now, now)) for row in rows]


def _undelivered(now: datetime) -> dict[str, int]:
    """How many mails of the last two weeks did not arrive for sure, by state."""
    troubled = OutboundMessage.objects.filter(created_at__gte=now - TROUBLE_SINCE, state__in=NOT_DELIVERED)
    counts = dict(troubled.order_by().values_list("state").annotate(Count("pk")))
    return {str(MessageState(state).label): counts[state] for state in NOT_DELIVERED if state in counts}
