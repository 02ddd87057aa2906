"""My day of one person: the next meeting, what is owed, today's meetings and the vacancies one works on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from desk.domain.rows import Row, row
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.meetings import own_seat, shown, with_people
from recruiting.enums import InterviewState
from recruiting.models import Interview, Vacancy
from reminders.domain.duties import duties_of
from reminders.domain.duty import Kind

SHOWN_AT_ONCE = 8  # lines of a section; the rest opens on demand
MOST_TODAY = 15
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
class Day:
    """Everything on the page; `upcoming` is the next meeting with the person's own seat in it, if there is one soon."""

    sections: list[Section]
    upcoming: Interview | None
    today: list[Interview]
    vacancies: list[Vacancy]
    undelivered: dict[str, int]

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
    found = [(kind, duties) for kind, duties in duties_of(user, now) if duties]
    upcoming = _upcoming(found, user)
    lines = [
        Section(kind, [row(duty, kind, now=now) for duty in duties if not (_is_ahead(kind) and _same(duty, upcoming))])
        for kind, duties in found
    ]
    return Day(
        sections=[section for section in lines if section.rows],
        upcoming=upcoming,
        today=_today(user, now),
        vacancies=_vacancies(user, now),
        undelivered=_undelivered(now) if user.is_administrator else {},
    )


def _is_ahead(kind: Kind) -> bool:
    return kind.key == "interview_ahead"


def _same(duty, upcoming: Interview | None) -> bool:
    return upcoming is not None and duty.interview.pk == upcoming.pk


def _upcoming(found: list, user: User) -> Interview | None:
    """The soonest meeting the person takes part in, with its people and what is rated there."""
    ahead = next((duties for kind, duties in found if _is_ahead(kind)), None)
    if not ahead:
        return None
    meeting = (
        with_people(Interview.objects.visible_to(user)).prefetch_related("stage__covers").get(pk=ahead[0].interview.pk)
    )
    meeting.own_seat = own_seat(meeting, user)
    meeting.colleagues = [seat.interviewer for seat in meeting.panel if seat.interviewer_id != user.pk]
    return meeting


def _today(user: User, now: datetime) -> list[Interview]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    next_midnight = (midnight + timedelta(hours=36)).replace(hour=0)
    meetings = (
        Interview.objects.visible_to(user)
        .exclude(state=InterviewState.CANCELLED)
        .filter(starts_at__gte=midnight, starts_at__lt=next_midnight)
        .order_by("starts_at", "pk")
    )
    return shown(with_people(meetings)[:MOST_TODAY], now=now)


def _vacancies(user: User, now: datetime) -> list[Vacancy]:
    """Running vacancies the person recruits for or decides on, with candidates in work and days since the opening."""
    if user.is_hr:
        mine = Vacancy.objects.run_by(user)
    elif user.is_hiring_manager:
        mine = Vacancy.objects.decided_by(user)
    else:
        return []
    in_work = Count("applications", filter=Q(applications__state="active"))
    rows = list(mine.running().annotate(in_work=in_work).order_by("title_sort", "pk"))
    for vacancy in rows:
        vacancy.days_open = (now - vacancy.opened_at).days
    return rows


def _undelivered(now: datetime) -> dict[str, int]:
    """How many mails of the last two weeks did not arrive for sure, by state."""
    troubled = OutboundMessage.objects.filter(created_at__gte=now - TROUBLE_SINCE, state__in=NOT_DELIVERED)
    counts = dict(troubled.order_by().values_list("state").annotate(Count("pk")))
    return {str(MessageState(state).label): counts[state] for state in NOT_DELIVERED if state in counts}
