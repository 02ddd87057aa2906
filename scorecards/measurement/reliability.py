"""How far raters agree: complete tables, tables with gaps, variance components, and each competency on its own."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from scorecards.measurement.agreement import krippendorff_alpha
from scorecards.measurement.design import Design, pack_table
from scorecards.measurement.intraclass import Icc, MeanSquares, agreement, consistency, icc, of_mean
from scorecards.measurement.likelihood import fit_crossed
from scorecards.measurement.reasons import Withheld
from scorecards.measurement.table import Table, kept, tabulate

__all__ = [
    "CompetencyReliability",
    "Icc",
    "VarianceComponents",
    "icc",
    "krippendorff_alpha",
    "per_competency",
    "variance_components",
]

MINIMUM_CANDIDATES = 10


class VarianceComponents(NamedTuple):
    """Variances, in squared units of the levels."""

    target: float
    rater: float
    residual: float


class CompetencyReliability(NamedTuple):
    """One competency. ``single``: agreement of one rater with another, target / (target + rater + residual).

    ``consistency``: reliability of the order of candidates by the mean of ``k`` raters, target / (target +
    residual / k); k is the harmonic mean of raters per candidate. Bounds are 95 %: those of Shrout and Fleiss in a
    complete table, approximate with gaps. All None when ``withheld`` names a reason; ``candidates`` counts those with
    two raters.
    """

    single: float | None
    single_low: float | None
    single_high: float | None
    consistency: float | None
    low: float | None
    high: float | None
    k: float
    candidates: int
    minimum: int
    withheld: Withheld | None


def variance_components(ratings: Iterable[tuple]) -> VarianceComponents:
    """REML of level = mean of the competency + target + rater + residual, crossed, without penalty, gaps allowed.

    In a complete table this equals the mean-square formulas whenever those are not negative.
    ValueError: ratings that ``tabulate`` refuses, fewer than 2 targets or raters, or so few ratings that the residual
    cannot be told from targets and raters. All ratings of each competency equal give three zeros.
    """
    return _components(tabulate(ratings))


def per_competency(ratings: Iterable[tuple]) -> dict[Hashable, CompetencyReliability]:
    """Reliability of each competency on its own, in stable order; too few below 10 candidates with two raters."""
    table = tabulate(ratings)
    chosen = ((one, table.competency == place) for place, one in enumerate(table.competencies))
    return {one: _reliability(kept(table, keep)) for one, keep in chosen}


def _components(table: Table) -> VarianceComponents:
    spread = _spread(table)
    if not spread:
        return VarianceComponents(0.0, 0.0, 0.0)
    design = pack_table(replace(table, level=table.level / spread))
    _refuse_unidentified(design)
    return VarianceComponents(*(spread**2 * variance for variance in fit_crossed(design)))


def _spread(table: Table) -> float:
    """Standard deviation of the levels around the mean of their competency; zero when only rounding is left."""
    own = np.bincount(table.competency)
    means = np.bincount(table.competency, weights=table.level) / own
    spread = float(np.sqrt(np.mean((table.level - means[table.competency]) ** 2)))
    return spread if spread > 1e-12 * float(np.abs(table.level).max()) else 0.0


def _refuse_unidentified(design: Design) -> None:
    targets, raters = len(design.candidates), len(design.raters)
    left = design.size - targets - raters - len(design.competencies) + 2
    if targets < 2 or raters < 2 or left < 1:
        raise ValueError("Variance components need 2 targets, 2 raters, and more ratings than those explain.")


def _reliability(table: Table) -> CompetencyReliability:
    per_candidate, per_rater = _met(table)
    twice = int((per_candidate >= 2).sum())
    k = float(len(per_candidate) / (1 / per_candidate).sum())
    reason = _reason(table, twice)
    if reason:
        return CompetencyReliability(None, None, None, None, None, None, k, twice, MINIMUM_CANDIDATES, reason)
    squares, df2 = _equivalent(_components(table), per_candidate, per_rater)
    one, order = agreement(squares), consistency(squares, df2)
    return CompetencyReliability(
        single=one.value,
        single_low=one.low,
        single_high=one.high,
        consistency=of_mean(order.value, k),
        low=of_mean(order.low, k),
        high=of_mean(order.high, k),
        k=k,
        candidates=twice,
        minimum=MINIMUM_CANDIDATES,
        withheld=None,
    )


def _met(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Raters per candidate, and candidates per rater."""
    pairs = np.unique(table.candidate * len(table.raters) + table.rater)
    candidate, rater = np.divmod(pairs, len(table.raters))
    return np.bincount(candidate), np.bincount(rater)


def _reason(table: Table, twice: int) -> Withheld | None:
    left = len(table.level) - len(table.candidates) - len(table.raters) + 1
    if twice < MINIMUM_CANDIDATES or left < 1:
        return Withheld.TOO_FEW
    return None if _spread(table) else Withheld.NO_VARIATION


def _equivalent(found: VarianceComponents, per_candidate, per_rater) -> tuple[MeanSquares, float]:
    """The complete table with these components and the mean number of raters and candidates; residual degrees of
    freedom are those of the ratings at hand."""
    k, n = (float(len(met) / (1 / met).sum()) for met in (per_candidate, per_rater))
    between, judges = found.residual + k * found.target, found.residual + n * found.rater
    within = found.residual + found.rater
    targets, raters = len(per_candidate), len(per_rater)
    df2 = per_candidate.sum() - targets - raters + 1
    return MeanSquares(targets, k, between, within, judges, found.residual), float(df2)
