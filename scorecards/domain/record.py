"""A sealed decision laid out for reading: figures from its snapshot, names from the rows that are still there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from competencies.models import GridItem
from recruiting.models import Application, Stage
from scorecards.domain.amendments import amendments, claim_marks, results
from scorecards.domain.assessing import coverage_in_percent
from scorecards.domain.critical import Noted, critical_errors
from scorecards.domain.owed import kept_from
from scorecards.models import AgreedLevel, Decision, Scorecard


@dataclass(frozen=True)
class RecordColumn:
    """One candidate as the decision saw them; `open` is False where the reader is still blind on that candidate."""

    application: Application
    figures: dict
    chosen: bool
    open: bool

    @property
    def fit_percent(self) -> int | None:
        return None if self.figures["fit"] is None else round(100 * self.figures["fit"])

    @property
    def coverage_percent(self) -> int:
        return coverage_in_percent(self.figures["coverage"])


@dataclass(frozen=True)
class RecordRow:
    item: GridItem
    weight: float
    means: tuple[tuple[float | None, bool], ...]  # (mean, is the decided candidate's) of the open columns


@dataclass(frozen=True)
class Record:
    decision: Decision
    columns: tuple[RecordColumn, ...]
    rows: tuple[RecordRow, ...]
    waivers: tuple[tuple[GridItem, dict], ...]
    missing: tuple[tuple[Stage, User], ...]
    cards: tuple[Scorecard, ...]  # those behind the open columns
    locked: bool  # the reader still owes a card on the decided candidate
    partly: bool = False  # somebody else who was compared is closed to the reader, and so is what the order says
    critical: tuple[Noted, ...] = ()  # critical errors of the decided candidate that the reader may see
    agreed: tuple[AgreedLevel, ...] = ()  # what the debrief had agreed upon before the decision, by competency

    @property
    def own_cards(self) -> tuple[Scorecard, ...]:
        """Those on the decided candidate, in the order of the stages; none while the reader is blind on them."""
        own = (card for card in self.cards if card.application_id == self.decision.application_id)
        return tuple(sorted(own, key=lambda card: (card.stage.order, card.pk)))


def hidden_behind(user: User, decisions: Iterable[Decision]) -> set[int]:
    """Applications that were compared in these decisions by a card which is closed to the person."""
    cards = {card["id"] for decision in decisions for card in decision.snapshot["cards"]}
    behind = Scorecard.objects.filter(pk__in=cards)
    return set(behind.exclude(pk__in=behind.visible_to(user).values("pk")).values_list("application", flat=True))


def locked_for(user: User, decisions: Sequence[Decision], hidden: set[int] | None = None) -> set[int]:
    """Applications of these decisions on which the person is still blind: outcome and reasons stay closed to them.

    Like the debrief, whose agreed levels a record prints, a record is closed as well while a card from another stage
    is owed; `hidden` are those of `hidden_behind`, read when they are not given.
    """
    others = [decision.application_id for decision in decisions if decision.by_id != user.pk]
    return (hidden_behind(user, decisions) if hidden is None else hidden) | kept_from(user, others)


def is_partly(decision: Decision, hidden: set[int]) -> bool:
    """Whether one of the others who were compared is among `hidden`: their ratings decided who stands where."""
    compared = {one["application"] for one in decision.snapshot["candidates"]}
    return bool((compared & hidden) - {decision.application_id})


def record_of(decision: Decision, user: User) -> Record:
    """A decision's snapshot as `user` may read it now; a constant number of queries.

    A figure computed from a card that is hidden from the reader is hidden with it, also years after the decision.
    """
    return records_of([decision], user)[0]


def records_of(decisions: Sequence[Decision], user: User) -> list[Record]:
    """The same of several decisions, in their order; as many queries as for one."""
    told = Told.of(decisions, user)
    return [_record(decision, told) for decision in decisions]


@dataclass(frozen=True)
class Told:
    """The rows that snapshots name, read at once for all of them, and what of it the reader may not see."""

    items: dict[int, GridItem]
    shown: tuple[Scorecard, ...]
    hidden: set[int]  # applications with a closed card
    locked: set[int]  # and those on which the person is blind for another reason
    applications: dict[int, Application]
    stages: dict[int, Stage]
    people: dict[int, User]
    agreed: tuple[AgreedLevel, ...]

    @classmethod
    def of(cls, decisions: Sequence[Decision], user: User) -> "Told":
        snapshots = [decision.snapshot for decision in decisions]
        missing = [one for decision in decisions for one in decision.missing_cards]
        behind = Scorecard.objects.filter(pk__in={card["id"] for one in snapshots for card in one["cards"]})
        shown = behind.visible_to(user).select_related("interviewer", "stage")
        named = {figures["application"] for one in snapshots for figures in one["candidates"]}
        hidden = hidden_behind(user, decisions)
        return cls(
            items=_by_pk(GridItem.objects.filter(grid__in={one["grid"]["id"] for one in snapshots})),
            shown=tuple(shown.prefetch_related("critical_errors", amendments(), results(), claim_marks())),
            hidden=hidden,
            locked=locked_for(user, decisions, hidden),
            applications=_by_pk(Application.objects.select_related("candidate").filter(pk__in=named)),
            stages=Stage.objects.in_bulk([one["stage"] for one in missing]),
            people=User.objects.in_bulk([one["interviewer"] for one in missing]),
            agreed=tuple(_agreed_upon([decision.application_id for decision in decisions])),
        )


def _agreed_upon(applications: list[int]) -> QuerySet[AgreedLevel]:
    return AgreedLevel.objects.filter(application__in=applications).select_related("item").order_by("pk")


def _by_pk(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.pk: row for row in rows}


def _record(decision: Decision, told: Told) -> Record:
    snapshot = decision.snapshot
    ids = {card["id"] for card in snapshot["cards"]}
    columns = tuple(column for column in _columns(decision, told) if column.open)
    cards = tuple(card for card in told.shown if card.pk in ids and card.application_id not in told.hidden)
    locked = decision.application_id in told.locked
    return Record(
        decision=decision,
        columns=columns,
        rows=tuple(_row(told.items[spec["id"]], spec, columns) for spec in snapshot["items"]),
        waivers=tuple((told.items[waiver["item"]], waiver) for waiver in decision.waivers),
        missing=tuple((told.stages[one["stage"]], told.people[one["interviewer"]]) for one in decision.missing_cards),
        cards=cards,
        locked=locked,
        partly=is_partly(decision, told.hidden),
        critical=() if locked else tuple(critical_errors(cards, [decision.application])),
        agreed=() if locked else _agreed(decision, told),
    )


def _agreed(decision: Decision, told: Told) -> tuple[AgreedLevel, ...]:
    """The last word on each competency before the decision, in the order of the grid."""
    last = {
        one.item_id: one
        for one in told.agreed
        if one.application_id == decision.application_id and one.at <= decision.at
    }
    return tuple(last[spec["id"]] for spec in decision.snapshot["items"] if spec["id"] in last)


def _columns(decision: Decision, told: Told) -> list[RecordColumn]:
    columns = [
        RecordColumn(
            told.applications[one["application"]],
            one,
            chosen=one["application"] == decision.application_id,
            open=one["application"] not in told.hidden,
        )
        for one in decision.snapshot["candidates"]
    ]
    return sorted(columns, key=lambda column: not column.chosen)


def _row(item: GridItem, spec: dict, columns: tuple[RecordColumn, ...]) -> RecordRow:
    means = []
    for column in columns:
        cell = next(cell for cell in column.figures["cells"] if cell["item"] == item.pk)
        means.append((cell["mean"], column.chosen))
    return RecordRow(item, spec["weight"], tuple(means))
