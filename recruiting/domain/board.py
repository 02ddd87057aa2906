"""What the board of a vacancy shows: the candidate stages as columns, one card for each application in work.

A board holds a thousand cards, so cards are plain values read by few queries, not model instances.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from math import inf
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recruiting.domain import figures
from recruiting.enums import InterviewState, Scope
from recruiting.models import Attendance, Stage, Vacancy

MANY_COLUMNS = 7
NEAR = 0.75
"""Share of the day limit from which a card is said to be near it; the same as in the `age` tag."""
NOBODY = 0
"""Stands for "nobody answers for it" where an owner's id is asked."""


class Ageing(StrEnum):
    """Which cards: those near their day limit, or over it."""

    NEAR = "near"
    OVER = "over"


class Sort(StrEnum):
    """By what cards and rows are ordered; a minus before it turns it round."""

    AGE = "age"
    NAME = "name"
    STAGE = "stage"
    CARDS = "cards"
    MEETING = "meeting"
    SOURCE = "source"
    OWNER = "owner"
    APPLIED = "applied"


@dataclass(frozen=True)
class Wish:
    """Which cards a person wants to see and in which order; empty means all of them, longest in their stage first."""

    source: str = ""
    owner: int | None = None
    age: Ageing | None = None
    missing: bool = False
    sort: Sort = Sort.AGE
    turned: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.source or self.owner is not None or self.age or self.missing)


class Row(NamedTuple):
    """One application in work, as it is read."""

    pk: int
    revision: int
    stage_id: int
    stage_since: datetime
    source: str
    is_internal: bool
    owner_id: int | None
    applied_at: datetime
    name: str
    name_sort: str


COLUMNS = (
    "pk",
    "revision",
    "stage_id",
    "stage_since",
    "source",
    "is_internal",
    "owner_id",
    "applied_at",
    "candidate__full_name",
    "candidate__name_sort",
)


@dataclass(frozen=True, slots=True)
class Card:
    """One application on the board. `days` are calendar days in the stage, `cards_in` is (in, of) or None."""

    row: Row
    stage: Stage
    next_stage: Stage | None
    days: int
    meeting: datetime | None = None
    cards_in: tuple[int, int] | None = None

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def name(self) -> str:
        return self.row.name

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
    def is_missing_cards(self) -> bool:
        """The one public figure: fewer scorecards are in than are expected."""
        return self.cards_in is not None and self.cards_in[0] < self.cards_in[1]

    @property
    def age_text(self) -> str:
        return age_text(self.days, self.limit)


@dataclass
class Column:
    stage: Stage
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """`total`, `near`, `late` and `missing` count all cards that the person may see, whatever is filtered."""

    columns: list[Column]
    cards: list[Card]
    total: int
    near: int
    late: int
    missing: int
    sources: frozenset[str]
    owners: Mapping[int, str]

    @property
    def is_many(self) -> bool:
        return len(self.columns) >= MANY_COLUMNS

    @property
    def shown(self) -> int:
        return len(self.cards)


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
    return days_until(timezone.localdate(now), since)


def days_until(today: date, since: datetime) -> int:
    return max(0, (today - timezone.localdate(since)).days)


def read_board(*, vacancy: Vacancy, user: User, now: datetime, wish: Wish | None = None) -> Board:
    """The board as the person may see it, in a number of queries that does not grow with the candidates."""
    wish = wish or Wish()
    stages = list(vacancy.stages.filter(scope=Scope.CANDIDATE).order_by("order"))
    visible = vacancy.applications.visible_to(user).active().order_by("stage_since", "pk")
    cards = _cards([Row._make(row) for row in visible.values_list(*COLUMNS)], stages, now)
    owners = _owners(cards)
    shown = _sorted([card for card in cards if _wanted(card, wish)], wish, owners)
    columns = {stage.pk: Column(stage) for stage in stages}
    for card in shown:
        columns[card.stage.pk].cards.append(card)
    return Board(
        columns=list(columns.values()),
        cards=shown,
        total=len(cards),
        near=sum(card.is_near for card in cards),
        late=sum(card.is_over for card in cards),
        missing=sum(card.is_missing_cards for card in cards),
        sources=frozenset(card.row.source for card in cards),
        owners=owners,
    )


def _cards(rows: Sequence[Row], stages: Sequence[Stage], now: datetime) -> list[Card]:
    places = {stage.pk: (stage, following) for stage, following in zip(stages, [*stages[1:], None], strict=True)}
    meetings, received = _meetings([row.pk for row in rows], now), figures.cards_in(rows)
    today = timezone.localdate(now)
    return [
        Card(
            row=row,
            stage=places[row.stage_id][0],
            next_stage=places[row.stage_id][1],
            days=days_until(today, row.stage_since),
            meeting=meetings.get(row.pk),
            cards_in=received.get(row.pk),
        )
        for row in rows
        if row.stage_id in places
    ]


def _meetings(applications: Sequence[int], now: datetime) -> dict[int, datetime]:
    """When the next planned interview of each application starts."""
    coming = Attendance.objects.filter(
        application__in=applications, interview__state=InterviewState.PLANNED, interview__ends_at__gte=now
    ).order_by("interview__starts_at", "pk")
    found: dict[int, datetime] = {}
    for application, starts_at in coming.values_list("application_id", "interview__starts_at"):
        found.setdefault(application, starts_at)
    return found


def _owners(cards: Sequence[Card]) -> dict[int, str]:
    """Names of those who answer for a card on this board, by id, in the order of the alphabet."""
    ids = {card.row.owner_id for card in cards if card.row.owner_id is not None}
    return dict(User.objects.filter(pk__in=ids).order_by("name_sort", "pk").values_list("pk", "full_name"))


def _wanted(card: Card, wish: Wish) -> bool:
    return (
        (not wish.source or card.row.source == wish.source)
        and (wish.owner is None or (card.row.owner_id or NOBODY) == wish.owner)
        and (wish.age != Ageing.OVER or card.is_over)
        and (wish.age != Ageing.NEAR or card.is_near)
        and (not wish.missing or card.is_missing_cards)
    )


def _sorted(cards: list[Card], wish: Wish, owners: Mapping[int, str]) -> list[Card]:
    """Cards come in with those longest in their stage first; whatever ties stays in that order."""
    if wish.sort != Sort.AGE:
        cards.sort(key=_keys(owners)[wish.sort])
    if wish.turned:
        cards.reverse()
    return cards


def _keys(owners: Mapping[int, str]) -> dict[Sort, Callable[[Card], Any]]:
    places = {owner: place for place, owner in enumerate(owners)}
    return {
        Sort.NAME: lambda card: (card.row.name_sort, card.pk),
        Sort.STAGE: lambda card: card.stage.order,
        Sort.CARDS: lambda card: (card.cards_in[0] - card.cards_in[1]) if card.cards_in else 1,
        Sort.MEETING: lambda card: card.meeting.timestamp() if card.meeting else inf,
        Sort.SOURCE: lambda card: card.row.source,
        Sort.OWNER: lambda card: places.get(card.row.owner_id or NOBODY, len(places)),
        Sort.APPLIED: lambda card: card.row.applied_at,
    }
