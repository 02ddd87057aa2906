"""What the board of a vacancy shows: the candidate stages as columns, one card for each application in work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recruiting.domain import figures
from recruiting.enums import InterviewState, Scope
from recruiting.models import Application, Attendance, Interview, Stage, Vacancy

MANY_COLUMNS = 7
NEAR = 0.75
"""Share of the day limit from which a card is said to be near it; the same as in the `age` tag."""


@dataclass(frozen=True)
class Card:
    """One application on the board. `days` and `limit` are calendar days, `cards_in` is (in, of) or None."""

    application: Application
    stage: Stage
    next_stage: Stage | None
    days: int
    meeting: Interview | None = None
    cards_in: tuple[int, int] | None = None

    @property
    def limit(self) -> int | None:
        return self.stage.day_limit

    @property
    def is_over(self) -> bool:
        return bool(self.limit) and self.days > (self.limit or 0)

    @property
    def is_near(self) -> bool:
        return bool(self.limit) and not self.is_over and self.days >= NEAR * (self.limit or 0)

    @property
    def age_text(self) -> str:
        return age_text(self.days, self.limit)

    @property
    def ticks(self) -> list[bool]:
        return ticks(self.cards_in)


@dataclass
class Column:
    stage: Stage
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    total: int
    late: int

    @property
    def is_many(self) -> bool:
        return len(self.columns) >= MANY_COLUMNS

    @property
    def shown(self) -> int:
        return sum(len(column.cards) for column in self.columns)


def ticks(cards_in: tuple[int, int] | None) -> list[bool]:
    """One mark for each expected scorecard, True for each that is in."""
    received, expected = cards_in or (0, 0)
    return [position < received for position in range(expected)]


def age_text(days: int, limit: int | None) -> str:
    """Days in a stage in words, against the limit where there is one."""
    if not limit:
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days else _("today")
    if not days:
        return ngettext("today, limit %(limit)d day", "today, limit %(limit)d days", limit) % {"limit": limit}
    return ngettext("%(days)d of %(limit)d day", "%(days)d of %(limit)d days", limit) % {"days": days, "limit": limit}


def days_between(since: datetime, now: datetime) -> int:
    """Calendar days in the viewer's time zone."""
    return max(0, (timezone.localdate(now) - timezone.localdate(since)).days)


def read_board(*, vacancy: Vacancy, user: User, now: datetime, only_late: bool = False, by_name: bool = False) -> Board:
    """The board as the person may see it, in a number of queries that does not grow with the candidates."""
    stages = list(vacancy.stages.filter(scope=Scope.CANDIDATE).order_by("order"))
    applications = list(
        vacancy.applications.visible_to(user).active().select_related("candidate").order_by("stage_since", "pk")
    )
    cards = _cards(applications, stages, now)
    late = [card for card in cards if card.is_over]
    shown = late if only_late else cards
    if by_name:
        shown = sorted(shown, key=lambda card: (card.application.candidate.name_sort, card.application.pk))
    columns = {stage.pk: Column(stage) for stage in stages}
    for card in shown:
        columns[card.stage.pk].cards.append(card)
    return Board(columns=list(columns.values()), total=len(cards), late=len(late))


def _cards(applications: Sequence[Application], stages: Sequence[Stage], now: datetime) -> list[Card]:
    places = {stage.pk: (stage, following) for stage, following in zip(stages, [*stages[1:], None], strict=True)}
    meetings, received = _meetings(applications, now), figures.cards_in(applications)
    return [
        Card(
            application=row,
            stage=places[row.stage_id][0],
            next_stage=places[row.stage_id][1],
            days=days_between(row.stage_since, now),
            meeting=meetings.get(row.pk),
            cards_in=received.get(row.pk),
        )
        for row in applications
        if row.stage_id in places
    ]


def _meetings(applications: Iterable[Application], now: datetime) -> dict[int, Interview]:
    """The next planned interview of each application."""
    coming = (
        Attendance.objects.filter(
            application__in=[row.pk for row in applications],
            interview__state=InterviewState.PLANNED,
            interview__ends_at__gte=now,
        )
        .select_related("interview")
        .order_by("interview__starts_at", "pk")
    )
    found: dict[int, Interview] = {}
    for attendance in coming:
        found.setdefault(attendance.application_id, attendance.interview)
    return found
