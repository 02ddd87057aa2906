"""Sums of weights: those of the supplement stand by themselves, all others together make 100 per cent."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from competencies.enums import Section

WHOLE = Decimal(100)
STEP = Decimal("0.5")
"""Per cent. Spreading gives weights in half points, as people write them."""

FINEST = Decimal("0.01")
"""Per cent, for sums too small for half points."""


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
    """The same proportions with the sum `to`, each within a step of its exact share; none falls below one step.

    Steps that rounding down leaves go where the largest remainder is. An empty list stays empty.
    """
    if not weights:
        return []
    step = STEP if to >= STEP * len(weights) else FINEST
    exact = [weight * to / sum(weights) / step for weight in weights]
    steps = _whole_steps(exact, int(to / step))
    shares = [number * step for number in steps]
    shares[shares.index(max(shares))] += to - sum(shares)
    return shares


def _whole_steps(exact: Sequence[Decimal], whole: int) -> list[int]:
    """Whole numbers of one or more near `exact` with the sum `whole`."""
    steps = [max(1, int(share)) for share in exact]
    while (left := whole - sum(steps)) > 0:
        rests = [share - number for share, number in zip(exact, steps, strict=True)]
        for place in sorted(range(len(steps)), key=rests.__getitem__, reverse=True)[:left]:
            steps[place] += 1
    for _one in range(-left):
        over = {place: exact[place] - number for place, number in enumerate(steps) if number > 1}
        steps[min(over, key=over.__getitem__)] -= 1
    return steps
