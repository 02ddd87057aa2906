"""Ratings as arrays: checked once, ids in an order that does not depend on the order of rows."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

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
        return sorted(distinct, key=_itself)
    return sorted(distinct, key=lambda one: (type(one).__name__, repr(one)))


def _itself(one: Any) -> Any:
    return one


def tabulate(ratings: Iterable[tuple]) -> Table:
    """Check ``ratings`` and index them. ValueError: no rows, a row that is not four values, a level not finite."""
    rows = ratings if isinstance(ratings, list | tuple) else list(ratings)
    if not len(rows):
        raise ValueError("There are no ratings.")
    _refuse_other_shapes(rows)
    columns = [list(map(itemgetter(place), rows)) for place in range(4)]
    levels = _levels(columns[3])
    (candidates, candidate), (raters, rater), (competencies, competency) = map(_index, columns[:3])
    table = Table(candidates, raters, competencies, candidate, rater, competency, levels)
    return _in_exact_order(table)


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
    return replace(
        table,
        candidate=table.candidate[order],
        rater=table.rater[order],
        competency=table.competency[order],
        level=table.level[order],
    )


def kept(table: Table, keep: np.ndarray) -> Table:
    """The rows where ``keep`` (n,) is true, with only the ids that occur in them."""
    candidates, candidate = _present(table.candidates, table.candidate[keep])
    raters, rater = _present(table.raters, table.rater[keep])
    competencies, competency = _present(table.competencies, table.competency[keep])
    return Table(candidates, raters, competencies, candidate, rater, competency, table.level[keep])


def _present(ids: tuple, index: np.ndarray) -> tuple[tuple, np.ndarray]:
    present, places = np.unique(index, return_inverse=True)
    return tuple(ids[one] for one in present), places
