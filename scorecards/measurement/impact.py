"""Selection rates of groups: counts in, the four-fifths rule of thumb and its uncertainty out. Never a verdict.

Sources: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D, and its Questions and Answers 11
(44 FR 11996); interval of the ratio by Katz et al., Biometrics 34, 1978.
"""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import exp, inf, log, nan, sqrt
from operator import index
from typing import NamedTuple, SupportsIndex

from scipy.stats import fisher_exact, norm

from scorecards.measurement.table import stable

Counts = tuple[int, int]

MINIMUM_HIRES = 5
MINIMUM_APPLICANTS = 10


class Impact(NamedTuple):
    """Rates are shares (0 to 1); ``ratio`` is focal over reference with its 95 % interval.

    ``enough`` is false below 5 selected in both groups together or 10 applicants in either: too few to judge.
    """

    rate_reference: float
    rate_focal: float
    ratio: float
    ratio_low: float
    ratio_high: float
    fisher_p: float
    below_four_fifths: bool
    enough: bool


def compare(reference: Counts, focal: Counts) -> Impact:
    """Focal group against reference group, each (selected, applicants).

    Nobody selected in the reference group gives ratio inf (nan if nobody at all) and no flag. When a count of selected
    or rejected makes the interval undefined, half a person is added to every cell, as usual for empty cells.
    ValueError: counts that are not whole, negative, no applicants, or more selected than applied.
    """
    reference, focal = _checked(reference), _checked(focal)
    table = [[chosen, applied - chosen] for chosen, applied in (reference, focal)]
    low, high = _interval(reference, focal)
    return Impact(
        rate_reference=reference[0] / reference[1],
        rate_focal=focal[0] / focal[1],
        ratio=_ratio(reference, focal),
        ratio_low=low,
        ratio_high=high,
        fisher_p=float(fisher_exact(table).pvalue),
        below_four_fifths=5 * focal[0] * reference[1] < 4 * reference[0] * focal[1],
        enough=reference[0] + focal[0] >= MINIMUM_HIRES and min(reference[1], focal[1]) >= MINIMUM_APPLICANTS,
    )


def four_fifths(counts: Mapping[Hashable, Counts]) -> dict[Hashable, Impact]:
    """Every group, in stable order, against the group with the highest rate (itself included, at ratio 1).

    ``counts``: group -> (selected, applicants). Rates are compared as fractions, so exactly 0.80 is not below.
    """
    checked = {group: _checked(counts[group]) for group in stable(counts)}
    if not checked:
        raise ValueError("There are no groups.")
    best = max(checked.values(), key=lambda pair: Fraction(*pair))
    return {group: compare(best, pair) for group, pair in checked.items()}


def _checked(pair: Counts) -> Counts:
    try:
        chosen, applied = map(_whole, pair)
    except (TypeError, ValueError) as error:
        raise ValueError("Counts must be two whole numbers: (selected, applicants).") from error
    if not 0 <= chosen <= applied or applied == 0:
        raise ValueError("Counts must satisfy 0 <= selected <= applicants, with at least one applicant.")
    return chosen, applied


def _whole(count: float | SupportsIndex) -> int:
    """48.0 is a count, 48.5 is a mistake; TypeError or ValueError."""
    if isinstance(count, float):
        if not count.is_integer():
            raise TypeError(f"{count} is not a whole count.")
        return int(count)
    return index(count)


def _ratio(reference: Counts, focal: Counts) -> float:
    if reference[0]:
        return focal[0] * reference[1] / (reference[0] * focal[1])
    return inf if focal[0] else nan


def _interval(reference: Counts, focal: Counts) -> tuple[float, float]:
    """Katz's interval; it always contains the observed ratio, also when cells had to be padded."""
    empty = min(reference[0], focal[0]) == 0
    full = all(chosen == applied for chosen, applied in (reference, focal))
    pad = 0.5 if empty or full else 0.0
    (a, n), (b, m) = ((chosen + pad, applied + 2 * pad) for chosen, applied in (reference, focal))
    middle, spread = log(b / m) - log(a / n), sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    reach, seen = float(norm.ppf(0.975)) * spread, _ratio(reference, focal)
    return min(exp(middle - reach), seen), max(exp(middle + reach), seen)
