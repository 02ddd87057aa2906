"""Do scores go with later performance: an observed correlation, and what it would be under a named assumption."""

from collections.abc import Sequence
from math import atanh, sqrt, tanh
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

MINIMUM_HIRES = 30


class Correlation(NamedTuple):
    """Pearson's r of n pairs with its 95 % Fisher interval; ``enough`` is false below 30 pairs: do not show."""

    r: float
    n: int
    low: float
    high: float
    enough: bool


class Corrected(float):
    """A correlation under an assumption; ``label`` names it and must be shown with the number."""

    label: str

    def __new__(cls, value: float, label: str) -> "Corrected":
        """``value`` with its label."""
        made = super().__new__(cls, value)
        made.label = label
        return made


def correlation(x: Sequence[float], y: Sequence[float]) -> Correlation:
    """Pearson's r of x (n,) with y (n,). Interval: Fisher's z, standard error 1 / sqrt(n - 3).

    ValueError: different lengths, fewer than 4 pairs, a value that is not finite, or no variation.
    """
    pairs = _paired(x, y)
    deviations = pairs - pairs.mean(axis=1, keepdims=True)
    size = np.sqrt((deviations**2).sum(axis=1))
    if (size <= 1e-12 * np.abs(pairs).max(axis=1)).any():
        raise ValueError("A correlation needs values that vary.")
    r = float(np.clip(deviations[0] / size[0] @ (deviations[1] / size[1]), -1, 1))
    low, high = fisher_interval(r, pairs.shape[1])
    return Correlation(r, pairs.shape[1], low, high, pairs.shape[1] >= MINIMUM_HIRES)


def fisher_interval(r: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Interval of a correlation of n > 3 pairs; r of exactly 1 or -1 leaves no width."""
    if abs(r) == 1:
        return r, r
    reach = float(norm.ppf((1 + level) / 2)) / sqrt(n - 3)
    return tanh(atanh(r) - reach), tanh(atanh(r) + reach)


def attenuation(r: float, criterion_reliability: float) -> Corrected:
    """r if the criterion were measured without error: r / sqrt(reliability). Source: Spearman, 1904.

    ValueError: reliability outside (0, 1] or r outside [-1, 1]. The result may exceed 1 when r and the reliability do
    not belong together; it is not cut off, so that this shows.
    """
    if not 0 < criterion_reliability <= 1:
        raise ValueError("The reliability of the criterion must be above 0 and at most 1.")
    return Corrected(_r(r) / sqrt(criterion_reliability), f"criterion_reliability={criterion_reliability:g}")


def range_restriction(r: float, u: float) -> Corrected:
    """r among all applicants: Thorndike's case II (1949), direct restriction on the predictor.

    ``u``: measured standard deviation among applicants over that among hires. ValueError: u not above 0 and finite.
    """
    if not 0 < u < float("inf"):
        raise ValueError("The ratio of standard deviations must be above 0.")
    return Corrected(_r(r) * u / sqrt(1 + r * r * (u * u - 1)), f"range_restriction={u:g}")


def spearman_brown(r: float, k: float) -> float:
    """Reliability of k interviews like the one with reliability r. ValueError: k not above 0, or no solution."""
    if not 0 < k < float("inf") or 1 + (k - 1) * _r(r) <= 0:
        raise ValueError("The number of interviews must be above 0 and fit the reliability.")
    return k * r / (1 + (k - 1) * r)


def _r(r: float) -> float:
    if not -1 <= r <= 1:
        raise ValueError("A correlation lies between -1 and 1.")
    return r


def _paired(x: Sequence[float], y: Sequence[float]) -> np.ndarray:
    first, second = (np.asarray(values, dtype=float) for values in (x, y))
    if first.ndim != 1 or first.shape != second.shape or len(first) < 4:
        raise ValueError("A correlation needs two lists of the same length, at least 4.")
    pairs = np.array([first, second])
    if not np.isfinite(pairs).all():
        raise ValueError("Every value must be a finite number.")
    return pairs
