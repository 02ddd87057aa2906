"""Ratings as arrays: checked once, ids in an order that does not depend on the order of rows."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from operator import itemgetter

import numpy as np


@dataclass(frozen=True, slots=True)
class Table:
    """n ratings as columns; ``candidate``, ``rater`` and ``competency`` (n,) index the tuples of ids."""

    candidates: tuple[Hashable, ...]
    raters: tuple[Hashable, ...]
    competencies: tuple[Hashable, ...]
    candidate: np.ndarray
    rater: np.ndarray
    competency: np.ndarray
    level: np.ndarray


def stable(ids: Iterable[Hashable]) -> list[Hashable]:
    """Distinct ids in one order whatever order they came in: by value if all text or all whole numbers, else by
    type name and representation."""
    distinct = set(ids)
    if {type(one) for one in distinct} in ({str}, {int}):
        return sorted(distinct)
    return sorted(distinct, key=lambda one: (type(one).__name__, repr(one)))


def tabulate(ratings: Iterable[tuple]) -> Table:
    """Check ``ratings`` and index them. ValueError: no rows, a row that is not four values, a level not finite."""
    rows = ratings if isinstance(ratings, list | tuple) else list(ratings)
    if not len(rows):
        raise ValueError("There are no ratings.")
    _refuse_other_shapes(rows)
    columns = [list(map(itemgetter(place), rows)) for place in range(4)]
    levels = _levels(columns[3])
    ids, indexes = zip(*map(_index, columns[:3]), strict=True)
    return _in_exact_order(Table(*ids, *indexes, levels))


def _refuse_other_shapes(rows) -> None:
    try:
        widths = set(map(len, rows))
    except TypeError:
        widths = set()
    if widths != {4}:
        raise ValueError("Every rating must be (candidate, rater, competency, level).")


def _levels(values: list) -> np.ndarray:
    try:
        levels = np.array(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("Every level must be a number.") from error
    if levels.ndim != 1 or not np.isfinite(levels).all():
        raise ValueError("Every level must be a finite number; leave out what was not observed.")
    return levels


def _index(column: list) -> tuple[tuple, np.ndarray]:
    ids = tuple(stable(column))
    place = {one: number for number, one in enumerate(ids)}
    return ids, np.fromiter(map(place.__getitem__, column), np.intp, len(column))


def _in_exact_order(table: Table) -> Table:
    """Sums of whole levels are exact in any order; fractions are sorted so that they too always add up alike."""
    if not np.any(table.level % 1):
        return table
    order = np.lexsort((table.level, table.competency, table.rater, table.candidate))
    columns = (table.candidate, table.rater, table.competency, table.level)
    return Table(table.candidates, table.raters, table.competencies, *(column[order] for column in columns))
