"""Intraclass correlations of a complete table. Source: Shrout and Fleiss, Psychological Bulletin 86, 1979; intervals
of the agreement forms with Satterthwaite's degrees of freedom, McGraw and Wong, Psychological Methods 1, 1996."""

from typing import NamedTuple

import numpy as np
from scipy.stats import f as f_distribution

TAIL = 0.975
NOTHING = 1e-12  # a mean square below this share of the largest is rounding


class Icc(NamedTuple):
    """An intraclass correlation, the F test against zero with its degrees of freedom, and its 95 % interval."""

    value: float
    f: float
    df1: int
    df2: int
    p: float
    low: float
    high: float


class MeanSquares(NamedTuple):
    """Two-way table of n targets by k judges: mean squares between targets, within, between judges, and residual."""

    n: float
    k: float
    between: float
    within: float
    judges: float
    residual: float


def icc(matrix) -> dict[str, Icc]:
    """ICC1 ICC2 ICC3 of one judge and ICC1k ICC2k ICC3k of the mean of k, for a complete (targets, judges) table.

    1: other judges for each target; 2: judges are a sample, agreement; 3: these judges only, consistency.
    ValueError: fewer than 2 targets or judges, a value missing or not finite, all values of each judge equal.
    """
    squares = mean_squares(matrix)
    one, three = _oneway(squares), _consistency(squares)
    two = agreement(squares)
    means = {"ICC1k": _of_mean(one, squares.k), "ICC2k": _of_mean(two, squares.k), "ICC3k": _of_mean(three, squares.k)}
    return {"ICC1": one, "ICC2": two, "ICC3": three, **means}


def mean_squares(matrix) -> MeanSquares:
    """Two-way analysis of variance without replication; ValueError as ``icc``."""
    levels = np.asarray(matrix, dtype=float)
    if levels.ndim != 2 or min(levels.shape) < 2 or not np.isfinite(levels).all():
        raise ValueError("The table must be complete, with at least 2 targets and 2 judges.")
    n, k = levels.shape
    levels = levels - levels.mean()
    rows, columns = levels.mean(axis=1), levels.mean(axis=0)
    left = levels - rows[:, None] - columns
    inside = levels - rows[:, None]
    sums = np.array([k * (rows**2).sum(), (inside**2).sum(), n * (columns**2).sum(), (left**2).sum()])
    mean = sums / [n - 1, n * (k - 1), k - 1, (n - 1) * (k - 1)]
    if mean.max() <= NOTHING * (np.abs(np.asarray(matrix, dtype=float)).max() ** 2):
        raise ValueError("All ratings are equal, so there is nothing to correlate.")
    squares = MeanSquares(n, k, *np.where(mean <= NOTHING * mean.max(), 0.0, mean).tolist())
    if not (squares.between or squares.residual):
        raise ValueError("Every judge rates all targets alike, so there is nothing to correlate.")
    return squares


def agreement(squares: MeanSquares) -> Icc:
    """ICC2: the variance of targets over that of targets, judges and residual."""
    n, k, between, _within, judges, residual = squares
    value = (between - residual) / (between + (k - 1) * residual + k * (judges - residual) / n)
    free = _free_degrees(squares, value)
    above, below = f_distribution.ppf(TAIL, n - 1, free), f_distribution.ppf(TAIL, free, n - 1)
    spread = k * judges + (k * n - k - n) * residual
    low = n * (between - above * residual) / (above * spread + n * between)
    high = n * (below * between - residual) / (spread + n * below * between)
    return _tested(squares, value, residual, (n - 1) * (k - 1), float(low), float(high))


def _free_degrees(squares: MeanSquares, value: float) -> float:
    """Satterthwaite's degrees of freedom, multiplied through so that a zero residual divides nothing."""
    n, k, _between, _within, judges, residual = squares
    lead, rest = k * value * judges, residual * (n * (1 + (k - 1) * value) - k * value)
    below = (n - 1) * lead**2 + rest**2
    return (k - 1) * (n - 1) * (lead + rest) ** 2 / below if below else (n - 1) * (k - 1)


def _oneway(squares: MeanSquares) -> Icc:
    df2 = squares.n * (squares.k - 1)
    return _ratio(squares, squares.within, df2)


def _consistency(squares: MeanSquares) -> Icc:
    return consistency(squares, (squares.n - 1) * (squares.k - 1))


def consistency(squares: MeanSquares, df2: float) -> Icc:
    """ICC3 with ``df2`` residual degrees of freedom."""
    return _ratio(squares, squares.residual, df2)


def _ratio(squares: MeanSquares, error: float, df2: float) -> Icc:
    """(between - error) / (between + (k - 1) error), its interval from that of between / error."""
    n, k, between = squares.n, squares.k, squares.between
    value = (between - error) / (between + (k - 1) * error)
    above, below = f_distribution.ppf(TAIL, n - 1, df2), f_distribution.ppf(TAIL, df2, n - 1)
    low = (between - above * error) / (between + (k - 1) * above * error)
    high = (below * between - error) / (below * between + (k - 1) * error)
    return _tested(squares, value, error, df2, float(low), float(high))


def _tested(squares: MeanSquares, value: float, error: float, df2: float, low: float, high: float) -> Icc:
    f = squares.between / error if error else float("inf")
    p = float(f_distribution.sf(f, squares.n - 1, df2))
    return Icc(float(value), f, int(squares.n - 1), int(df2), p, low, high)


def _of_mean(single: Icc, k: float) -> Icc:
    """The same for the mean of k judges (Spearman-Brown, which keeps the order of the bounds)."""
    value, low, high = (of_mean(r, k) for r in (single.value, single.low, single.high))
    return single._replace(value=value, low=low, high=high)


def of_mean(r: float, k: float) -> float:
    """Spearman-Brown; minus infinity where a negative bound has no such value."""
    below = 1 + (k - 1) * r
    return k * r / below if below > 0 else float("-inf")
