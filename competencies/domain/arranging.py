"""Rows of a draft in another order, or with other weights."""

from collections.abc import Sequence
from dataclasses import replace

from competencies.domain.drafting import Row
from competencies.domain.weights import is_supplement, spread


def moved(rows: Sequence[Row], competency_id: int, *, by: int) -> list[Row]:
    """The rows with one of them `by` places further down; at an end, and for an unknown one, they stay as they are."""
    place = next((place for place, row in enumerate(rows) if row.competency_id == competency_id), None)
    changed = list(rows)
    if place is not None and 0 <= place + by < len(rows):
        changed.insert(place + by, changed.pop(place))
    return changed


def spread_out(rows: Sequence[Row]) -> list[Row]:
    """The rows with the weights outside the supplement brought to 100 in the same proportions."""
    weights = iter(spread([row.weight for row in rows if not is_supplement(row)]))
    return [row if is_supplement(row) else replace(row, weight=next(weights)) for row in rows]
