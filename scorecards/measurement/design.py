"""Ratings packed for the mixed model: per candidate only counts and sums remain, whatever the number of ratings.

C candidates, R raters, K competencies, P = pairs (candidate, rater) with at least one rating.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scorecards.measurement.table import Table, tabulate


@dataclass(frozen=True)
class Block:
    """The G candidates who were rated by m raters each; they are solved as one batch."""

    candidates: np.ndarray  # (G,) index of candidate
    pairs: np.ndarray  # (G, m) index of pair
    raters: np.ndarray  # (G, m) index of rater
    counts: np.ndarray  # (G, m, K) ratings
    by_competency: np.ndarray  # (G, K) ratings
    sums: np.ndarray  # (G, K) sum of levels
    rater_sums: np.ndarray  # (G, m) sum of levels
    squares: np.ndarray  # (G,) sum of squared levels

    @cached_property
    def by_rater(self) -> np.ndarray:
        """(G, m) ratings."""
        return self.counts.sum(axis=2)

    @cached_property
    def turned(self) -> np.ndarray:
        """(G, K, m) the counts again, laid out for products from the right."""
        return np.ascontiguousarray(self.counts.transpose(0, 2, 1))

    @cached_property
    def across(self) -> np.ndarray:
        """(G, m, K) place of rater and competency in a flat (R, K) table."""
        kinds = self.counts.shape[2]
        return self.raters[:, :, None] * kinds + np.arange(kinds)

    def among(self, raters: int) -> np.ndarray:
        """(G, m, m) place of each two raters in a flat (R, R) table."""
        return self.raters[:, :, None] * raters + self.raters[:, None, :]

    @cached_property
    def columns(self) -> np.ndarray:
        """(G, K + m) places of the candidate's columns among the K competencies and R raters."""
        kinds = self.counts.shape[2]
        shared = np.broadcast_to(np.arange(kinds), (len(self.candidates), kinds))
        return np.concatenate([shared, kinds + self.raters], axis=1)


@dataclass(frozen=True)
class Design:
    """Everything the model needs of the ratings; pairs are sorted by candidate, then rater.

    Levels are kept less ``centre``, which loses no digits to a large common value."""

    candidates: tuple[Hashable, ...]
    raters: tuple[Hashable, ...]
    competencies: tuple[Hashable, ...]
    size: int
    centre: float
    pair_candidate: np.ndarray  # (P,)
    pair_rater: np.ndarray  # (P,)
    raw_mean: np.ndarray  # (C,) mean of the rater means, on the scale of the levels
    observed: np.ndarray  # (C,) competencies with at least one rating
    blocks: tuple[Block, ...]

    @cached_property
    def raters_per_candidate(self) -> np.ndarray:
        """(C,) number of raters."""
        return np.bincount(self.pair_candidate, minlength=len(self.candidates))

    @cached_property
    def candidates_per_rater(self) -> np.ndarray:
        """(R,) number of candidates."""
        return np.bincount(self.pair_rater, minlength=len(self.raters))

    @cached_property
    def place(self) -> dict[Hashable, int]:
        """Index of each candidate id."""
        return {one: number for number, one in enumerate(self.candidates)}


def pack(ratings: "Design | Iterable[tuple]") -> Design:
    """Ratings to Design; a Design passes through. Levels are centred on a whole number, so that sums stay exact."""
    if isinstance(ratings, Design):
        return ratings
    return pack_table(tabulate(ratings))


def pack_table(table: Table) -> Design:
    """Table to Design; about 40 bytes per rating are held while it works."""
    kinds, raters = len(table.competencies), len(table.raters)
    centre = float(np.rint(table.level.mean()))
    level = table.level - centre
    keys, pair = np.unique(table.candidate * raters + table.rater, return_inverse=True)
    pair_candidate, pair_rater = np.divmod(keys, raters)
    rater_sums = np.bincount(pair, weights=level)
    counts = _counted(pair * kinds + table.competency, len(keys), kinds)
    cell = table.candidate * kinds + table.competency
    sums = _counted(cell, len(table.candidates), kinds, level)
    squares = np.bincount(table.candidate, weights=level**2)
    rater_means = rater_sums / counts.sum(axis=1)
    own = np.bincount(pair_candidate)
    raw_mean = centre + np.bincount(pair_candidate, weights=rater_means) / own
    seen = _counted(cell, len(table.candidates), kinds)
    blocks = tuple(_blocks(pair_rater, own, counts, seen, sums, rater_sums, squares))
    observed = (seen > 0).sum(axis=1)
    ids = (table.candidates, table.raters, table.competencies)
    return Design(*ids, len(level), centre, pair_candidate, pair_rater, raw_mean, observed, blocks)


def _counted(cell: np.ndarray, rows: int, columns: int, weights: np.ndarray | None = None) -> np.ndarray:
    flat = np.bincount(cell, weights=weights, minlength=rows * columns)
    return flat.reshape(rows, columns).astype(float)


def _blocks(pair_rater, own, counts, seen, sums, rater_sums, squares):
    starts = np.cumsum(own) - own
    for number in np.unique(own):
        who = np.flatnonzero(own == number)
        pairs = starts[who][:, None] + np.arange(number)
        yield Block(
            candidates=who,
            pairs=pairs,
            raters=pair_rater[pairs],
            counts=counts[pairs],
            by_competency=seen[who],
            sums=sums[who],
            rater_sums=rater_sums[pairs],
            squares=squares[who],
        )
