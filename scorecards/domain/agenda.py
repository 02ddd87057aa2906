"""What a debrief talks about, in which order, and who speaks first.

First the disagreements across the required level, the largest of them first; then what is unknown; what the panel
agrees upon comes last. Within a topic people speak in the order of their interviews, the junior before the senior, so
that nobody adjusts to the head of the department.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch

from accounts.enums import Role
from accounts.models import User
from competencies.models import GridAnchor
from recruiting.models import Application
from scorecards.domain.assessing import Cell, Item, assess
from scorecards.domain.comparing import items_of, voices_of
from scorecards.domain.debriefing import across, agreed
from scorecards.models import AgreedLevel, Amendment, DebriefNote, Rating, Scorecard

SENIORITY = {Role.INTERVIEWER: 0, Role.HR: 1, Role.HIRING_MANAGER: 2, Role.ADMIN: 3}


class Kind(StrEnum):
    """Why a competency is talked about; in the order of the agenda."""

    ACROSS = "across"
    UNKNOWN_MUST_HAVE = "unknown_must_have"
    MIXED = "mixed"
    UNKNOWN = "unknown"
    ALONE = "alone"
    AGREED = "agreed"


@dataclass(frozen=True)
class Voice:
    """What one person rated alone, with what they changed since."""

    card: Scorecard
    rating: Rating
    anchor: str
    amendments: tuple[Amendment, ...]


@dataclass(frozen=True)
class Topic:
    item: Item
    cell: Cell
    kind: Kind
    voices: tuple[Voice, ...]
    agreed: AgreedLevel | None
    notes: tuple[DebriefNote, ...]


@dataclass(frozen=True)
class Agenda:
    topics: tuple[Topic, ...]
    notes: tuple[DebriefNote, ...]  # on the candidate as a whole
    cards: tuple[Scorecard, ...]

    @property
    def to_talk_about(self) -> tuple[Topic, ...]:
        return tuple(topic for topic in self.topics if topic.kind != Kind.AGREED)

    @property
    def agreed(self) -> tuple[Topic, ...]:
        return tuple(topic for topic in self.topics if topic.kind == Kind.AGREED)


def agenda_of(application: Application, *, user: User) -> Agenda:
    """The agenda from the cards the person may see now, in a fixed number of queries."""
    cards = speaking_order(_cards(application, user))
    items = items_of(application.vacancy)
    cells = assess(items, list(voices_of(cards))).get(application.pk)
    notes = _notes(application)
    held = {
        row.item_id: row
        for row in AgreedLevel.objects.filter(application=application).select_related("by").order_by("pk")
    }
    anchors = _anchors(items)
    topics = [
        Topic(
            item,
            cell,
            _kind(cell),
            tuple(_voices(item, cards, anchors)),
            held.get(item.id),
            tuple(notes.get(item.id, ())),
        )
        for item, cell in zip(items, cells.cells if cells else (), strict=False)
    ]
    return Agenda(tuple(sorted(topics, key=_urgency)), tuple(notes.get(None, ())), tuple(cards))


def _cards(application: Application, user: User) -> list[Scorecard]:
    return list(
        Scorecard.objects.visible_to(user)
        .submitted()
        .filter(application=application)
        .select_related("interviewer", "stage", "interview")
        .prefetch_related("ratings", "critical_errors", Prefetch("amendments", Amendment.objects.select_related("by")))
    )


def speaking_order(cards: Sequence[Scorecard]) -> list[Scorecard]:
    """In the order of the interviews; within one, by role from interviewer to manager, then fewer cards written."""
    written = Counter(
        Scorecard.objects.submitted()
        .filter(interviewer__in={card.interviewer_id for card in cards})
        .values_list("interviewer", flat=True)
    )

    def place(card: Scorecard) -> tuple:
        return (*_when(card), SENIORITY[Role(card.interviewer.role)], written[card.interviewer_id], card.pk)

    return sorted(cards, key=place)


def _when(card: Scorecard) -> tuple[int, float]:
    return card.stage.order, card.interview.starts_at.timestamp() if card.interview else 0.0


def _notes(application: Application) -> dict[int | None, list[DebriefNote]]:
    found: dict[int | None, list[DebriefNote]] = defaultdict(list)
    for one in application.debrief_notes.select_related("by"):
        found[one.item_id].append(one)
    return found


def _anchors(items: Iterable[Item]) -> dict[tuple[int, int], str]:
    rows = GridAnchor.objects.filter(item__in=[item.id for item in items])
    return {(row.item_id, row.level): row.text for row in rows}


def _voices(item: Item, cards: Iterable[Scorecard], anchors: dict[tuple[int, int], str]) -> Iterable[Voice]:
    for card in cards:
        for rating in card.ratings.all():
            if rating.item_id == item.id:
                later = tuple(one for one in card.amendments.all() if one.item_id == item.id)
                yield Voice(card, rating, anchors.get((item.id, rating.level or 0), ""), later)


def _kind(cell: Cell) -> Kind:
    if cell.mean is None:
        return Kind.UNKNOWN_MUST_HAVE if cell.item.must_have else Kind.UNKNOWN
    if across(cell):
        return Kind.ACROSS
    if cell.mixed:
        return Kind.MIXED
    return Kind.AGREED if agreed(cell) else Kind.ALONE


def _urgency(topic: Topic) -> tuple:
    spread = (topic.cell.high or 0) - (topic.cell.low or 0)
    return list(Kind).index(topic.kind), -spread, not topic.item.must_have, -topic.item.weight
