"""Sums of weights: those of the supplement stand by themselves, all others together make 100 per cent."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Protocol

from competencies.enums import Section

WHOLE = Decimal(100)
STEP = Decimal("0.5")
"""Per cent. Spreading gives weights in half points, as people write them; what does not divide goes to the heaviest."""


class Weighted(Protocol):
    @property
    def section(self) -> str: ...

    @property
    def weight(self) -> Decimal: ...


def total(rows: Iterable[Weighted], *, supplement: bool) -> Decimal:
    """Sum of the weights of the supplement, or of everything else, in per cent."""
    return sum((row.weight for row in rows if is_supplement(row) == supplement), Decimal(0))


def is_supplement(row: Weighted) -> bool:
    return row.section == Section.SUPPLEMENT


def spread(weights: Sequence[Decimal], *, to: Decimal = WHOLE) -> list[Decimal]:
    """The same proportions with the sum `to`. None falls below one step; an empty list stays empty."""
    if not weights:
        return []
    scale = to / sum(weights)
    scaled = [max(STEP, (weight * scale / STEP).quantize(Decimal(1), ROUND_DOWN) * STEP) for weight in weights]
    heaviest = scaled.index(max(scaled))
    scaled[heaviest] += to - sum(scaled)
    return scaled
