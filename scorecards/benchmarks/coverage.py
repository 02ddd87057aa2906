"""Do the stated intervals and probabilities come true on data the model was not made for?

python -m scorecards.benchmarks.coverage [REPLICATIONS]
"""

import sys
from typing import NamedTuple

import numpy as np

from scorecards.benchmarks.pools import Harsh, Pool, Shape, harsh
from scorecards.measurement import model

SEED = 20250904
SHAPE = Shape(candidates=20, raters=8, competencies=6, panel=3, missing=0.1)
SCENARIOS = {
    "ordinal thresholds": Harsh(),
    "and drift": Harsh(drift=0.6),
    "and drift, 1 of 8 careless": Harsh(drift=0.6, careless=1),
    "and drift, 2 of 8 careless": Harsh(drift=0.6, careless=2),
}
BINS = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0])


class Result(NamedTuple):
    """``cover80``, ``cover95``: shares of true levels inside. ``stated``, ``came_true``, ``pairs``: per bin of
    p_better, turned so that the better candidate comes first. ``error``: their mean distance, weighted by pairs."""

    cover80: float
    cover95: float
    stated: np.ndarray
    came_true: np.ndarray
    pairs: np.ndarray
    error: float


def coverage(how: Harsh, replications: int, shape: Shape = SHAPE) -> Result:
    """Fit and solve ``replications`` made-up pools, always the same ones, and count what came true."""
    inside, stated, true = [], [], []
    for number in range(replications):
        pool = harsh(np.random.default_rng([SEED, number]), shape, how)
        covered, probabilities, outcomes = _one(pool)
        inside.append(covered)
        stated.append(probabilities)
        true.append(outcomes)
    cover80, cover95 = np.concatenate(inside).mean(axis=0)
    return Result(float(cover80), float(cover95), *_calibration(np.concatenate(stated), np.concatenate(true)))


def _one(pool: Pool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(C, 2) inside the 80 % and 95 % intervals; per pair the stated probability and whether it came true."""
    design = model.pack(pool.ratings)
    solution = model.solve(design, model.fit(design))
    truth = pool.truth - pool.truth.mean()
    covered = []
    for one, score in solution.candidates.items():
        bounds = (score.interval(0.8), score.interval(0.95))
        covered.append([low <= truth[one] <= high for low, high in bounds])
    rows = list(solution.pair_rows())
    better = np.concatenate([row.p_better for row in rows])
    outcome = np.concatenate([truth[row.place] > truth[row.place + 1 :] for row in rows])
    return np.array(covered), np.maximum(better, 1 - better), np.where(better >= 0.5, outcome, ~outcome)


def _calibration(stated: np.ndarray, true: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    place = np.clip(np.searchsorted(BINS, stated, side="right") - 1, 0, len(BINS) - 2)
    pairs = np.bincount(place, minlength=len(BINS) - 1)
    means, shares = (np.bincount(place, weights=w, minlength=len(pairs)) / np.maximum(pairs, 1) for w in (stated, true))
    return means, shares, pairs, float((pairs * np.abs(means - shares)).sum() / pairs.sum())


def main(replications: int) -> None:
    """Print one line per scenario, then its bins."""
    for name, how in SCENARIOS.items():
        found = coverage(how, replications)
        line = f"{name:28} 80 %: {found.cover80:.3f}  95 %: {found.cover95:.3f}  calibration error: {found.error:.3f}\n"
        bins = zip(found.stated, found.came_true, found.pairs, strict=True)
        sys.stdout.write(line + "".join(f"    {said:.3f} -> {was:.3f} ({pairs})\n" for said, was, pairs in bins))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
