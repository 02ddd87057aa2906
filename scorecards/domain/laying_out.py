"""The comparison as rows of a table: order of the columns, cells with their words and marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.domain.sent import whole
from scorecards.domain.assessing import Cell, Item
from scorecards.domain.charts import Marks, marks
from scorecards.domain.comparing import Column, Comparison

BY_RULE = "rule"
BY_NAME = "name"
SHEET = 50  # candidates side by side; more are on further sheets


@dataclass(frozen=True)
class LaidCell:
    column: Column
    cell: Cell
    marks: Marks | None


@dataclass(frozen=True)
class Row:
    item: Item
    cells: tuple[LaidCell, ...]

    @property
    def sort(self) -> str:
        """Value of the sort parameter that orders the candidates by this competency."""
        return f"item-{self.item.id}"


def sorted_columns(comparison: Comparison, by: str) -> list[Column]:
    """Columns by the declared rule, by name, or by one competency ("item-12"), best first.

    Whatever the sort, candidates of groups without a shared rater stay apart: between groups there is no order.
    """
    columns = list(comparison.columns)
    if by == BY_NAME:
        columns.sort(key=lambda column: (column.group, column.application.candidate.name_sort))
    elif by.startswith("item-"):
        place = {item.id: index for index, item in enumerate(comparison.items)}.get(_number(by))
        if place is not None:
            columns.sort(key=lambda column: (column.group, -(column.assessment.cells[place].mean or 0.0)))
    return columns


def _number(sort: str) -> int:
    return whole(sort.removeprefix("item-")) or 0


def rows(comparison: Comparison, columns: Sequence[Column]) -> list[Row]:
    """One row a competency of the vacancy: deciding qualities and must-haves first, then the grid's own order."""
    planned = [index for index, item in enumerate(comparison.items) if item.planned]
    order = sorted(planned, key=lambda index: (_rank(comparison.items[index]), index))
    return [
        Row(
            comparison.items[index],
            tuple(
                LaidCell(column, column.assessment.cells[index], marks(column.assessment.cells[index]))
                for column in columns
            ),
        )
        for index in order
    ]


def _rank(item: Item) -> int:
    return 0 if item.deciding else 1 if item.must_have else 2


def pair(columns: Sequence[Column], left: str, right: str) -> list[int]:
    """The two candidates a phone shows, left and right: the chosen ones, else the first two."""
    known = [column.application.pk for column in columns]
    chosen = [key for key in (whole(left), whole(right)) if key in known]
    return list(dict.fromkeys(chosen + known))[:2]
