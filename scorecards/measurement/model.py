"""Candidates' scores free of how strict their raters were: the penalised linear mixed model of docs/measurement.md."""

from collections.abc import Iterable, Mapping
from math import isfinite, log
from typing import Any

import numpy as np

from scorecards.measurement.design import Design, pack
from scorecards.measurement.graph import group_labels
from scorecards.measurement.likelihood import fit_penalised, fit_restricted
from scorecards.measurement.reasons import Reason
from scorecards.measurement.solution import SE_FACTOR, CandidateScore, RaterSeverity, Solution, solved
from scorecards.measurement.system import Components

__all__ = [
    "MEDIANS",
    "SE_FACTOR",
    "CandidateScore",
    "Components",
    "Design",
    "RaterSeverity",
    "Reason",
    "Solution",
    "correctable",
    "fit",
    "pack",
    "solve",
]

MEDIANS = Components(candidate=0.45, candidate_competency=0.35, rater=0.40, candidate_rater=0.30, residual=0.55)
"""Medians of the priors on a scale four points wide (1 to 5)."""

SCALE_WIDTH = 4.0
PENALISED_REACH = (-3.5, 1.0)  # logs of the smallest and largest standard deviation looked at
SMALLEST = 0.01  # the smallest standard deviation REML reports, in points of a scale four points wide


def fit(
    ratings: Design | Iterable[tuple],
    penalised: bool = True,
    *,
    medians: Components = MEDIANS,
    scale_width: float = SCALE_WIDTH,
) -> Components:
    """Estimate the five standard deviations, in scale points, from ratings (or from ``pack(ratings)``).

    Penalised: lognormal priors with ``medians`` (given for a scale four points wide) and log standard deviation 0.5,
    defined for any ratings, even one. Not penalised: REML, bounded below by 0.01 on the same scale; ratings that
    cannot tell two components apart leave them anywhere on the flat likelihood.
    ``scale_width``: highest minus lowest level. ValueError: ratings that ``pack`` refuses, a width that is not above
    zero, medians with a zero, or, without the penalty, no more ratings than competencies.
    """
    design = pack(ratings)
    if not (isfinite(scale_width) and scale_width > 0):
        raise ValueError("The width of the scale must be above zero.")
    factor = scale_width / SCALE_WIDTH
    if penalised:
        return _penalised(design, medians.scaled(factor), log(factor))
    if design.size <= len(design.competencies):
        raise ValueError("Without the penalty there must be more ratings than competencies.")
    return _restricted(design, factor)


def solve(
    ratings: Design | Iterable[tuple], components: Components, weights: Mapping[Any, float] | None = None
) -> Solution:
    """Scores, severities and comparisons at given components: linear algebra only, no search.

    ``weights``: competency -> any positive number, divided by their sum; none means all equal. A weight for a
    competency nobody was rated on is allowed: that part of every score stays unknown and widens every interval.
    ValueError: ratings that ``pack`` refuses, a weight that is not finite and positive, a rated competency without one.
    """
    design = pack(ratings)
    shares, unseen = _shares(design, weights)
    return solved(design, components, shares, unseen)


def correctable(ratings: Design | Iterable[tuple]) -> list[Reason]:
    """Why correction for severity would mislead or change nothing; an empty list when it is worth showing."""
    design = pack(ratings)
    candidates, raters, pairs = len(design.candidates), len(design.raters), len(design.pair_rater)
    labels = group_labels(design.pair_candidate, design.pair_rater, candidates, raters)
    found = {
        Reason.FEW_CANDIDATES: candidates < 3,
        Reason.FEW_RATERS: pairs < 2 * candidates,
        Reason.SINGLE_CANDIDATE_RATER: bool((design.candidates_per_rater == 1).any()),
        Reason.EVERYONE_RATED_EVERYONE: pairs == candidates * raters,
        Reason.DISCONNECTED: bool((labels != labels[0]).any()),
    }
    return [reason for reason, holds in found.items() if holds]


def _penalised(design: Design, medians: Components, shift: float) -> Components:
    if min(medians.candidate, medians.candidate_competency, medians.rater, medians.candidate_rater) <= 0:
        raise ValueError("The medians of the priors must be above zero.")
    low, high = np.exp(np.add(PENALISED_REACH, shift))
    return fit_penalised(design, medians, (low, high))


def _restricted(design: Design, factor: float) -> Components:
    floor, spread = SMALLEST * factor, _spread(design)
    high = max(10 * spread, 2 * floor)
    start = np.clip(np.full(5, spread / 2), floor, high)
    return fit_restricted(design, start, (floor, high))


def _spread(design: Design) -> float:
    """Standard deviation of all levels."""
    total = sum(block.sums.sum() for block in design.blocks)
    squares = sum(block.squares.sum() for block in design.blocks)
    return float(np.sqrt(max(squares / design.size - (total / design.size) ** 2, 0.0)))


def _shares(design: Design, weights: Mapping[Any, float] | None) -> tuple[np.ndarray, float]:
    """Shares (K,) of the rated competencies, and the sum of the squared shares of the others."""
    if weights is None:
        return np.full(len(design.competencies), 1 / len(design.competencies)), 0.0
    if any(not (isfinite(weight) and weight > 0) for weight in weights.values()):
        raise ValueError("Every weight must be finite and above zero.")
    missing = [one for one in design.competencies if one not in weights]
    if missing:
        raise ValueError(f"There is no weight for the rated competency {missing[0]!r}.")
    largest = max(weights.values())  # divided by first: the sum of very large weights is beyond any number
    total = sum(sorted(weight / largest for weight in weights.values()))
    shares = np.array([weights[one] / largest / total for one in design.competencies])
    rated = set(design.competencies)
    return shares, sum((weight / largest / total) ** 2 for one, weight in weights.items() if one not in rated)
