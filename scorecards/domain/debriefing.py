"""What the panel says, in three lists for the debrief: agreed, still unknown, mixed across the required level."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from recruiting.enums import InterviewState, Presence
from recruiting.models import Application, Attendance
from scorecards.domain.assessing import Cell
from scorecards.domain.comparing import Column, Comparison


@dataclass(frozen=True)
class Said:
    """Competencies of one candidate that belong to one list, out of `total`."""

    column: Column
    cells: tuple[Cell, ...]
    total: int

    @property
    def everything(self) -> bool:
        return len(self.cells) == self.total


@dataclass(frozen=True)
class Summary:
    """A cell is in at most one list. Agreed: two or more raters at most one level apart, on one side of the level."""

    agreed: tuple[Said, ...]
    unknown: tuple[Said, ...]
    mixed: tuple[Said, ...]


@dataclass(frozen=True)
class Turnout:
    """How many candidates were asked to an interview, came to one, and have a scorecard the reader may see."""

    invited: int
    came: int
    scored: int


def across(cell: Cell) -> bool:
    """Raters stand on both sides of the required level."""
    return cell.low is not None and cell.high is not None and cell.low < cell.item.required <= cell.high


def agreed(cell: Cell) -> bool:
    return cell.raters > 1 and not across(cell) and not cell.mixed


def summarise(columns: Sequence[Column]) -> Summary:
    """The three lists, candidates in the given order."""
    return Summary(
        agreed=tuple(_said(columns, agreed)),
        unknown=tuple(_said(columns, lambda cell: cell.mean is None)),
        mixed=tuple(_said(columns, across)),
    )


def _said(columns: Sequence[Column], belongs) -> Iterable[Said]:
    for column in columns:
        cells = column.assessment.cells
        chosen = tuple(cell for cell in cells if belongs(cell))
        if chosen:
            yield Said(column, chosen, len(cells))


def turnout(comparison: Comparison) -> Turnout:
    """Counts over the candidates of the comparison; one query. Cancelled meetings invite nobody."""
    applications: list[Application] = [column.application for column in comparison.columns] + list(comparison.unrated)
    held = ~Q(interview__state=InterviewState.CANCELLED)
    counts = Attendance.objects.filter(held, application__in=applications).aggregate(
        invited=Count("application", distinct=True),
        came=Count("application", filter=Q(presence=Presence.CAME), distinct=True),
    )
    return Turnout(**counts, scored=len({card.application_id for card in comparison.cards}))
