"""Krippendorff's alpha: agreement of any number of raters, missing values allowed.

Source: Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011 (coincidences of pairable values).
"""

from collections.abc import Callable

import numpy as np


def krippendorff_alpha(matrix, level: str) -> float:
    """Alpha of (raters, units), NaN or None missing; ``level``: nominal, ordinal, interval or ratio.

    Units with a single value are left out, as no pair can be made. ValueError: an unknown level, a value that is not
    finite, no unit with two values, or one value throughout (agreement beyond chance is then not defined).
    """
    if level not in DIFFERENCES:
        raise ValueError(f"The level must be one of {', '.join(DIFFERENCES)}.")
    values = np.asarray(matrix, dtype=float)
    if values.ndim != 2 or np.isinf(values).any():
        raise ValueError("Ratings must be a table (raters, units) of finite numbers.")
    counts, domain = _counts(values)
    if len(domain) < 2:
        raise ValueError("Alpha needs at least two different values in units rated twice.")
    own = counts.sum(axis=1)
    together = (counts / (own - 1)[:, None]).T @ counts - np.diag((counts / (own - 1)[:, None]).sum(axis=0))
    totals = together.sum(axis=0)
    apart = DIFFERENCES[level](domain, totals)
    expected = totals @ apart @ totals / (totals.sum() - 1)
    return float(1 - (together * apart).sum() / expected)


def _counts(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(units, domain) how often each value was given to each unit with at least two, and the values."""
    pairable = values[:, (~np.isnan(values)).sum(axis=0) > 1]
    present = ~np.isnan(pairable)
    domain, index = np.unique(pairable[present], return_inverse=True)
    counts = np.zeros((pairable.shape[1], len(domain)))
    np.add.at(counts, (np.nonzero(present)[1], index), 1)
    return counts, domain


def _nominal(domain: np.ndarray, _totals: np.ndarray) -> np.ndarray:
    return 1.0 - np.eye(len(domain))


def _ordinal(_domain: np.ndarray, totals: np.ndarray) -> np.ndarray:
    middle = np.cumsum(totals) - totals / 2
    return (middle[:, None] - middle) ** 2


def _interval(domain: np.ndarray, _totals: np.ndarray) -> np.ndarray:
    return (domain[:, None] - domain) ** 2


def _ratio(domain: np.ndarray, _totals: np.ndarray) -> np.ndarray:
    total = domain[:, None] + domain
    return ((domain[:, None] - domain) / np.where(total == 0, 1.0, total)) ** 2


DIFFERENCES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
