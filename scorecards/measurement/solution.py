"""What the model says of candidates and raters at given components.

C candidates, K competencies, R raters, p = K + R. ``own`` (C,) and ``reach`` (C, p) describe the error of scores:
its covariance is diag(own) + reach @ covariance @ reach', taken against the mean of the pool.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from scorecards.measurement.design import Design
from scorecards.measurement.graph import Group, components, group_labels
from scorecards.measurement.system import Components, Part, System

SE_FACTOR = 1.15
"""Intervals with estimated components are too narrow by about this much; see docs/measurement.md."""


class CandidateScore(NamedTuple):
    """One candidate, in scale points.

    ``raw_mean``: mean of the rater means, as rated. ``score``: weighted level against the mean of the pool.
    ``se``: of the score, before the factor 1.15. ``correction``: how much of the score stands against the severity of
    the candidate's raters; positive, they were stricter than those of the pool. ``shrinkage``: the rest of the way from
    the raw mean to the score (pull to the middle, weights, missing competencies), so that score = raw_mean - mean of
    the raw means + correction + shrinkage. ``raters``, ``observed``: how many raters, and competencies with a rating.
    """

    raw_mean: float
    score: float
    se: float
    correction: float
    shrinkage: float
    raters: int
    observed: int

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Low and high bound of the score at this confidence, after the factor 1.15; ValueError: not in (0, 1)."""
        if not 0 < level < 1:
            raise ValueError("The confidence level must lie between 0 and 1.")
        half = float(ndtri((1 + level) / 2)) * SE_FACTOR * self.se
        return self.score - half, self.score + half


class RaterSeverity(NamedTuple):
    """One rater, in scale points: ``severity`` positive = rates lower than colleagues; ``candidates`` = how many."""

    severity: float
    se: float
    candidates: int


class PairRow(NamedTuple):
    """Candidate number ``place`` against each later one, (C - place - 1,) each."""

    place: int
    p_better: np.ndarray
    rater_share: np.ndarray
    comparable: np.ndarray


@dataclass(frozen=True)
class Solution:
    """Scores of a pool. Scores of different ``groups`` rest on the assumption that the groups are equally good."""

    system: System
    level: float  # the level that score 0 stands for, on the scale of the ratings
    scores: np.ndarray  # (C,)
    corrections: np.ndarray  # (C,)
    own: np.ndarray  # (C,)
    kind_reach: np.ndarray  # (C, K)
    pair_reach: np.ndarray  # (P,)
    errors: np.ndarray  # (C,)

    @property
    def design(self) -> Design:
        """The packed ratings."""
        return self.system.design

    @cached_property
    def candidates(self) -> dict[Hashable, CandidateScore]:
        """Every candidate, in stable order of ids."""
        design = self.design
        shrinkage = self.scores - self.corrections - (design.raw_mean - design.raw_mean.mean())
        values = (design.raw_mean, self.scores, self.errors, self.corrections, shrinkage)
        columns = (*values, design.raters_per_candidate, design.observed)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return dict(zip(design.candidates, starmap(CandidateScore, rows), strict=True))

    @cached_property
    def raters(self) -> dict[Hashable, RaterSeverity]:
        """Every rater, in stable order of ids."""
        kinds, sd = len(self.design.competencies), self.system.sds.rater
        severity = sd * self.system.g[kinds:]
        errors = sd * np.sqrt(self.system.covariance.diagonal()[kinds:])
        columns = (severity, errors, self.design.candidates_per_rater)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return dict(zip(self.design.raters, starmap(RaterSeverity, rows), strict=True))

    @cached_property
    def groups(self) -> list[Group]:
        """Candidates and raters linked by common interviews; between groups nothing can be compared fairly."""
        design = self.design
        ids = zip(design.pair_candidate.tolist(), design.pair_rater.tolist(), strict=True)
        return components((design.candidates[c], design.raters[r]) for c, r in ids)

    def comparable(self, a: Hashable, b: Hashable) -> bool:
        """Whether a chain of common raters links the two. ValueError: unknown candidate."""
        return bool(self._labels[self._place(a)] == self._labels[self._place(b)])

    def probability_better(self, a: Hashable, b: Hashable, *, factor: float = SE_FACTOR) -> float:
        """Probability that a's weighted level is above b's; 0.5 for a candidate and themself.

        ``factor`` widens the standard error of the difference; 1 gives the probability the model itself states.
        Not to be shown when ``comparable`` is false. ValueError: unknown candidate.
        """
        one, other = self._place(a), self._place(b)
        if one == other:
            return 0.5
        spread = factor * sqrt(sum(self._variance(one, other)))
        return float(ndtr((self.scores[one] - self.scores[other]) / spread)) if spread else 0.5

    def rater_share(self, a: Hashable, b: Hashable) -> float:
        """Share (0 to 1) of the variance of the difference that comes from not knowing how strict the raters are
        (and, with missing ratings, how hard the competencies). ValueError: unknown candidate."""
        one, other = self._place(a), self._place(b)
        if one == other:
            return 0.0
        theirs, raters = self._variance(one, other)
        return raters / (theirs + raters) if theirs + raters else 0.0

    def pair_rows(self) -> Iterator[PairRow]:
        """All pairs without repetition, one row of the triangle at a time; candidates in stable order."""
        rooted = self.dense_reach @ np.linalg.cholesky(self.system.covariance)
        for place in range(len(self.scores)):
            later = slice(place + 1, None)
            raters = ((rooted[place] - rooted[later]) ** 2).sum(axis=1)
            total = self.own[place] + self.own[later] + raters
            usable = np.where(total > 0, total, 1.0)
            gap = (self.scores[place] - self.scores[later]) * (total > 0)
            better = ndtr(gap / (SE_FACTOR * np.sqrt(usable)))
            yield PairRow(place, better, raters / usable, self._labels[place] == self._labels[later])

    @cached_property
    def dense_reach(self) -> np.ndarray:
        """(C, p) how each score leans on competency means and severities."""
        design, kinds = self.design, len(self.design.competencies)
        dense = np.zeros((len(design.candidates), kinds + len(design.raters)))
        dense[:, :kinds] = self.kind_reach
        dense[design.pair_candidate, kinds + design.pair_rater] = self.pair_reach
        return dense

    @cached_property
    def _labels(self) -> np.ndarray:
        design = self.design
        sizes = len(design.candidates), len(design.raters)
        return group_labels(design.pair_candidate, design.pair_rater, *sizes)[: sizes[0]]

    def _place(self, one: Hashable) -> int:
        if one not in self.design.place:
            raise ValueError(f"There is no candidate {one!r} among the ratings.")
        return self.design.place[one]

    def _variance(self, one: int, other: int) -> tuple[float, float]:
        """Variance of the difference: what the two bring themselves, and what the raters bring."""
        gap = self.dense_reach[one] - self.dense_reach[other]
        return float(self.own[one] + self.own[other]), float(max(gap @ self.system.covariance @ gap, 0.0))


class _Lean(NamedTuple):
    """Scores of one block before centring: how they lean on its columns, and what is left of their variance."""

    reach: np.ndarray
    own: np.ndarray
    scores: np.ndarray
    corrections: np.ndarray


def solved(design: Design, sds: Components, shares: np.ndarray, unseen: float) -> Solution:
    """Solution for competency shares (K,); ``unseen``: summed squared shares of competencies nobody was rated on."""
    system = System(design, sds)
    size, kinds = len(design.candidates), len(design.competencies)
    pull = sds.candidate**2 + sds.candidate_competency**2 * shares
    prior = sds.candidate**2 + sds.candidate_competency**2 * (shares @ shares + unseen)
    scores, corrections, own = np.empty(size), np.empty(size), np.empty(size)
    kind_reach, pair_reach = np.empty((size, kinds)), np.empty(len(design.pair_rater))
    for part in system.parts:
        who, lean = part.block.candidates, _lean(system, part, pull, prior)
        scores[who], corrections[who], own[who] = lean.scores, lean.corrections, lean.own
        kind_reach[who], pair_reach[part.block.pairs] = lean.reach[:, :kinds], lean.reach[:, kinds:]
    means = design.centre + system.g[:kinds]
    level = float(shares @ means / shares.sum() + scores.mean())
    errors = _errors(system, own, kind_reach, pair_reach)
    centred = scores - scores.mean(), corrections - corrections.mean()
    return Solution(system, level, *centred, own, kind_reach, pair_reach, errors)


def _lean(system: System, part: Part, pull: np.ndarray, prior: float) -> _Lean:
    """``pull`` (K,): covariance of a score with a level in each competency."""
    kinds = len(pull)
    across = part.left[:, :, :kinds] @ pull
    plain = np.concatenate([part.block.by_competency * part.shrink * pull, across[:, 1:]], axis=1)
    plain -= (across[:, None, :] @ part.right)[:, 0, :]
    own = np.maximum(prior - plain[:, :kinds] @ pull, 0.0)
    reach = plain.copy()
    reach[:, kinds:] *= -system.sds.rater
    severity = reach[:, kinds:] * system.g[kinds + part.block.raters]
    corrections = -severity.sum(axis=1)
    scores = part.product[:, :kinds] @ pull - reach[:, :kinds] @ system.g[:kinds] + corrections
    return _Lean(reach, own, scores, corrections)


def _errors(system: System, own: np.ndarray, kind_reach: np.ndarray, pair_reach: np.ndarray) -> np.ndarray:
    """(C,) standard errors of scores against the mean of the pool."""
    design, size, kinds = system.design, len(own), kind_reach.shape[1]
    by_rater = np.bincount(design.pair_rater, weights=pair_reach, minlength=len(design.raters))
    mean = np.concatenate([kind_reach.sum(axis=0), by_rater]) / size
    towards = system.covariance @ mean
    cross = kind_reach @ towards[:kinds]
    cross += np.bincount(design.pair_candidate, weights=pair_reach * towards[kinds + design.pair_rater])
    shared = _squares(system, kind_reach, pair_reach) - 2 * cross + mean @ towards
    return np.sqrt(np.maximum(own * (1 - 2 / size) + own.sum() / size**2 + shared, 0.0))


def _squares(system: System, kind_reach: np.ndarray, pair_reach: np.ndarray) -> np.ndarray:
    """(C,) reach @ covariance @ reach' of each candidate, from the few columns each one has."""
    design, kinds = system.design, kind_reach.shape[1]
    squares = np.einsum("ck,ck->c", kind_reach @ system.covariance[:kinds, :kinds], kind_reach)
    by_rater = np.ascontiguousarray(system.covariance[kinds:, :kinds])
    across = np.einsum("pk,pk->p", kind_reach[design.pair_candidate], by_rater[design.pair_rater]) * pair_reach
    squares += 2 * np.bincount(design.pair_candidate, weights=across)
    severity = np.ascontiguousarray(system.covariance[kinds:, kinds:])
    for block in design.blocks:
        reach = pair_reach[block.pairs]
        error = severity[block.raters[:, :, None], block.raters[:, None, :]]
        squares[block.candidates] += ((reach[:, None, :] @ error)[:, 0, :] * reach).sum(axis=1)
    return squares
