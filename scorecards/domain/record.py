"""A sealed decision laid out for reading: figures from its snapshot, names from the rows that are still there."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from competencies.models import GridItem
from recruiting.models import Application, Stage
from scorecards.domain.critical import Noted, critical_errors
from scorecards.models import Decision, Scorecard


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
        return round(100 * self.figures["coverage"])


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
    critical: tuple[Noted, ...] = ()  # critical errors of the decided candidate that the reader may see


def locked_for(user: User, decisions: Iterable[Decision]) -> set[int]:
    """Applications of these decisions on which the person is still blind: outcome and reasons stay closed to them."""
    cards = {card["id"] for decision in decisions for card in decision.snapshot["cards"]}
    behind = Scorecard.objects.filter(pk__in=cards)
    return set(behind.exclude(pk__in=behind.visible_to(user).values("pk")).values_list("application", flat=True))


def record_of(decision: Decision, user: User) -> Record:
    """A decision's snapshot as `user` may read it now; a constant number of queries.

    A figure computed from a card that is hidden from the reader is hidden with it, also years after the decision.
    """
    snapshot = decision.snapshot
    items = {item.pk: item for item in GridItem.objects.filter(grid_id=snapshot["grid"]["id"]).order_by("order")}
    behind = Scorecard.objects.filter(pk__in=[card["id"] for card in snapshot["cards"]])
    shown = tuple(behind.visible_to(user).select_related("interviewer", "stage").prefetch_related("critical_errors"))
    hidden = set(behind.exclude(pk__in=[card.pk for card in shown]).values_list("application", flat=True))
    every = _columns(decision, snapshot, hidden)
    columns = tuple(column for column in every if column.open)
    return Record(
        decision=decision,
        columns=columns,
        rows=tuple(_row(items[spec["id"]], spec, columns) for spec in snapshot["items"]),
        waivers=tuple((items[waiver["item"]], waiver) for waiver in decision.waivers),
        missing=_missing(decision),
        cards=tuple(card for card in shown if card.application_id not in hidden),
        locked=decision.application_id in hidden,
        critical=() if decision.application_id in hidden else tuple(critical_errors(shown, [decision.application])),
    )


def _columns(decision: Decision, snapshot: dict, hidden: set[int]) -> tuple[RecordColumn, ...]:
    ids = [figures["application"] for figures in snapshot["candidates"]]
    applications = Application.objects.select_related("candidate").in_bulk(ids)
    columns = [
        RecordColumn(
            applications[one["application"]],
            one,
            chosen=one["application"] == decision.application_id,
            open=one["application"] not in hidden,
        )
        for one in snapshot["candidates"]
    ]
    return tuple(sorted(columns, key=lambda column: not column.chosen))


def _row(item: GridItem, spec: dict, columns: tuple[RecordColumn, ...]) -> RecordRow:
    means = []
    for column in columns:
        cell = next(cell for cell in column.figures["cells"] if cell["item"] == item.pk)
        means.append((cell["mean"], column.chosen))
    return RecordRow(item, spec["weight"], tuple(means))


def _missing(decision: Decision) -> tuple[tuple[Stage, User], ...]:
    stages = Stage.objects.in_bulk([one["stage"] for one in decision.missing_cards])
    people = User.objects.in_bulk([one["interviewer"] for one in decision.missing_cards])
    return tuple((stages[one["stage"]], people[one["interviewer"]]) for one in decision.missing_cards)
