"""How one rater rates, next to colleagues on the same candidates. For calibration, never for a list of candidates.

A rater is compared with predictions and means that their own ratings did not enter. Limits: docs/measurement.md.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import NamedTuple

import numpy as np

from scorecards.measurement.design import pack_table
from scorecards.measurement.model import Solution, solve
from scorecards.measurement.prediction import Prediction, predicted
from scorecards.measurement.reasons import Withheld
from scorecards.measurement.system import Components, System
from scorecards.measurement.table import Table, kept, tabulate
from scorecards.measurement.validity import fisher_interval

SEVERITY_MINIMUM = 5
PATTERN_MINIMUM = 8
PATTERN_COMPETENCIES = 4
RANGE_MINIMUM = 10
AGREEMENT_MINIMUM = 15
INCONSISTENT_ABOVE = 1.6
HALO_BELOW = 0.5
NARROW_BELOW = 0.6
MIDDLE_ABOVE = 0.7
AGREEMENT_BELOW = 0.12
SCALE = (1.0, 5.0)


class Indicator(NamedTuple):
    """``value`` with its 95 % interval where one is known; None when ``withheld`` says why.

    ``have`` candidates could be used, ``minimum`` are needed. ``flag``: outside what good raters show; a missing flag
    proves nothing.
    """

    value: float | None
    low: float | None
    high: float | None
    have: int
    minimum: int
    flag: bool
    withheld: Withheld | None


class RaterReport(NamedTuple):
    """``severity``: scale points below colleagues on the same candidates. ``consistency``: mean squared standardised
    distance from the prediction by colleagues, 1 expected. ``halo``: spread between competencies within a candidate
    over colleagues' spread. ``range_use``: spread between candidates over colleagues' spread. ``agreement``:
    correlation of adjusted candidate means with colleagues'. ``middle_share``: share of levels mid-scale."""

    severity: Indicator
    consistency: Indicator
    halo: Indicator
    range_use: Indicator
    agreement: Indicator
    middle_share: float


def rater(
    ratings: Iterable[tuple], components: Components, rater: Hashable, *, scale: tuple[float, float] = SCALE
) -> RaterReport:
    """Report on one rater at given components; ``scale``: lowest and highest level.

    Only candidates whom somebody else rated too count. Consistency and halo also need four competencies per candidate,
    from both. ValueError: ratings that ``tabulate`` refuses, or a rater who is not among them.
    """
    table = tabulate(ratings)
    if rater not in table.raters:
        raise ValueError(f"There is no rater {rater!r} among the ratings.")
    shared = _Shared(table, components, table.raters.index(rater))
    middle = float((np.abs(table.level[shared.mine] - sum(scale) / 2) <= 0.5).mean())
    return RaterReport(
        severity=_severity(shared),
        consistency=_consistency(shared),
        halo=_halo(shared),
        range_use=_range_use(shared, middle),
        agreement=_agreement(shared),
        middle_share=middle,
    )


@dataclass(frozen=True)
class _Shared:
    """The rater's ratings and the colleagues' ratings of the same candidates."""

    table: Table
    components: Components
    place: int

    @cached_property
    def mine(self) -> np.ndarray:
        """(n,) rows of the rater."""
        return self.table.rater == self.place

    @cached_property
    def candidates(self) -> np.ndarray:
        """Candidates rated by the rater and by somebody else, in stable order."""
        table = self.table
        return np.intersect1d(table.candidate[self.mine], table.candidate[~self.mine])

    @cached_property
    def deep(self) -> np.ndarray:
        """Those of them on whom the rater and a colleague both gave four competencies, known to some colleague."""
        present = ~np.isnan(self.cells)
        colleagues = np.delete(np.arange(len(self.table.raters)), self.place)
        known = np.unique(self.table.competency[~self.mine])
        own = present[:, self.place, known].sum(axis=1)
        best = present[:, colleagues].sum(axis=2).max(axis=1, initial=0)
        return np.flatnonzero((own >= PATTERN_COMPETENCIES) & (best >= PATTERN_COMPETENCIES))

    @cached_property
    def others(self) -> System:
        """The model without the rater's ratings."""
        return System(pack_table(kept(self.table, ~self.mine)), self.components)

    @cached_property
    def prediction(self) -> Prediction:
        """(shared candidates, K) from colleagues alone; NaN on competencies that no colleague ever rated."""
        known, design = predicted(self.others), self.others.design
        rows = [design.place[self.table.candidates[one]] for one in self.candidates]
        columns = [self.table.competencies.index(one) for one in design.competencies]
        mean, variance = (np.full((len(rows), len(self.table.competencies)), nan) for _both in range(2))
        mean[:, columns], variance[:, columns] = known.mean[rows], known.variance[rows]
        return Prediction(mean, variance)

    @cached_property
    def solution(self) -> Solution:
        """Scores and severities from all ratings."""
        return solve(pack_table(self.table), self.components)

    @cached_property
    def cells(self) -> np.ndarray:
        """(shared candidates, R, K) mean level less the competency's mean plus the rater's severity; NaN missing."""
        table, shape = self.table, (len(self.candidates), len(self.table.raters), len(self.table.competencies))
        place = np.searchsorted(self.candidates, table.candidate)
        keep = np.isin(table.candidate, self.candidates)
        cell = ((place * shape[1] + table.rater) * shape[2] + table.competency)[keep]
        system, kinds = self.solution.system, shape[2]
        means = system.g[:kinds] + system.design.centre
        severity = system.sds.rater * system.g[kinds:]
        values = (table.level - means[table.competency] + severity[table.rater])[keep]
        sums, counts = (np.bincount(cell, weights=w, minlength=np.prod(shape)) for w in (values, None))
        return np.where(counts > 0, sums / np.maximum(counts, 1), nan).reshape(shape)

    @cached_property
    def means(self) -> np.ndarray:
        """(shared candidates, R) mean over competencies; NaN missing."""
        counts = (~np.isnan(self.cells)).sum(axis=2)
        return np.where(counts > 0, np.nansum(self.cells, axis=2) / np.maximum(counts, 1), nan)

    @cached_property
    def split(self) -> tuple[np.ndarray, np.ndarray]:
        """(shared candidates,) own means and (shared candidates, R - 1) colleagues' means."""
        return self.means[:, self.place], np.delete(self.means, self.place, axis=1)


def _severity(shared: _Shared) -> Indicator:
    found = shared.solution.raters[shared.table.raters[shared.place]]
    have = len(shared.candidates)
    if have < SEVERITY_MINIMUM:
        return _withheld(have, SEVERITY_MINIMUM)
    if abs(found.severity) <= 2 * found.se:
        return _withheld(have, SEVERITY_MINIMUM, Withheld.WITHIN_ERROR)
    low, high = found.severity - 1.96 * found.se, found.severity + 1.96 * found.se
    return Indicator(found.severity, low, high, have, SEVERITY_MINIMUM, True, None)


def _consistency(shared: _Shared) -> Indicator:
    """Mean over candidates of the mean squared standardised residual, own severity taken out."""
    if len(shared.deep) < PATTERN_MINIMUM:
        return _withheld(len(shared.deep), PATTERN_MINIMUM)
    own, (mean, variance) = _own_levels(shared), shared.prediction
    residual = own - mean
    known = ~np.isnan(residual)
    shift = (residual / variance)[known].sum() / (1 / variance[known]).sum()
    squares = np.where(known, (residual - shift) ** 2 / variance, 0.0)[shared.deep].sum(axis=1)
    value = float((squares / known[shared.deep].sum(axis=1)).mean())
    return _shown(value, len(shared.deep), PATTERN_MINIMUM, value > INCONSISTENT_ABOVE)


def _own_levels(shared: _Shared) -> np.ndarray:
    """(shared candidates, K) levels as rated; NaN missing."""
    system, kinds = shared.solution.system, len(shared.table.competencies)
    severity = system.sds.rater * system.g[kinds + shared.place]
    return shared.cells[:, shared.place] + system.g[:kinds] + system.design.centre - severity


def _halo(shared: _Shared) -> Indicator:
    if len(shared.deep) < PATTERN_MINIMUM:
        return _withheld(len(shared.deep), PATTERN_MINIMUM)
    cells = shared.cells[shared.deep]
    counts = (~np.isnan(cells)).sum(axis=2)
    sums, squares = np.nansum(cells, axis=2), np.nansum(cells**2, axis=2)
    spread = np.where(counts >= PATTERN_COMPETENCIES, squares - sums**2 / np.maximum(counts, 1), nan)
    spread = np.maximum(spread / np.maximum(counts - 1, 1), 0.0)
    theirs = np.nanmean(np.delete(spread, shared.place, axis=1), axis=1).mean()
    if theirs <= 0:
        return _withheld(len(shared.deep), PATTERN_MINIMUM, Withheld.NO_VARIATION)
    value = float(np.sqrt(spread[:, shared.place].mean() / theirs))
    return _shown(value, len(shared.deep), PATTERN_MINIMUM, value < HALO_BELOW)


def _range_use(shared: _Shared, middle: float) -> Indicator:
    """Flagged only together with a share of the middle of the scale above 70 %."""
    have = len(shared.candidates)
    if have < RANGE_MINIMUM:
        return _withheld(have, RANGE_MINIMUM)
    own, theirs = shared.split
    grand = np.nanmean(theirs)
    spread = np.nanmean((theirs - grand) ** 2, axis=1).mean()
    if spread <= 0:
        return _withheld(have, RANGE_MINIMUM, Withheld.NO_VARIATION)
    value = float(np.sqrt(own.var() / spread))
    return _shown(value, have, RANGE_MINIMUM, value < NARROW_BELOW and middle > MIDDLE_ABOVE)


def _agreement(shared: _Shared) -> Indicator:
    have = len(shared.candidates)
    if have < AGREEMENT_MINIMUM:
        return _withheld(have, AGREEMENT_MINIMUM)
    own, theirs = shared.split
    colleagues = np.nanmean(theirs, axis=1)
    if min(np.ptp(own), np.ptp(colleagues)) <= 1e-9:
        return _withheld(have, AGREEMENT_MINIMUM, Withheld.NO_VARIATION)
    value = float(np.corrcoef(own, colleagues)[0, 1])
    low, high = fisher_interval(value, have)
    return Indicator(value, low, high, have, AGREEMENT_MINIMUM, value < AGREEMENT_BELOW, None)


def _shown(value: float, have: int, minimum: int, flag: bool) -> Indicator:
    return Indicator(value, None, None, have, minimum, bool(flag), None)


def _withheld(have: int, minimum: int, reason: Withheld = Withheld.TOO_FEW) -> Indicator:
    return Indicator(None, None, None, have, minimum, False, reason)
