"""Made-up pools of candidates: one from the model's own family, one that breaks its assumptions on purpose."""

from dataclasses import dataclass

import numpy as np

THRESHOLDS = np.array([-1.9, -0.8, 0.5, 1.4])
"""Uneven steps between the five levels, in latent units."""

THETA, ETA, SEVERITY, HALO, NOISE, STRETCH = 0.8, 0.6, 0.7, 0.5, 1.0, 0.15
POPULATION = 4000


@dataclass(frozen=True)
class Shape:
    """How many there are of each; every candidate meets ``panel`` of the raters, ``missing`` of cells are empty."""

    candidates: int
    raters: int
    competencies: int
    panel: int
    missing: float = 0.0


@dataclass(frozen=True)
class Harsh:
    """What goes wrong: standard deviation of drift from first to last interview, and raters who click at random."""

    drift: float = 0.0
    careless: int = 0


@dataclass(frozen=True)
class Pool:
    """Ratings, and the true level of each candidate (C,) in scale points, averaged over competencies and raters."""

    ratings: list[tuple[int, int, int, int]]
    truth: np.ndarray


def panels(draw: np.random.Generator, shape: Shape) -> np.ndarray:
    """(C, panel) raters of each candidate, at random with equal loads."""
    load, chosen = np.zeros(shape.raters), []
    for _candidate in range(shape.candidates):
        panel = np.argsort(load + 0.9 * draw.random(shape.raters))[: shape.panel]
        load[panel] += 1
        chosen.append(panel)
    return np.array(chosen)


def normal(draw: np.random.Generator, shape: Shape) -> Pool:
    """From the model's own family, rounded and clipped to 1..5."""
    theta = draw.normal(0, 0.45, shape.candidates)
    ability = theta[:, None] + draw.normal(0, 0.35, (shape.candidates, shape.competencies))
    severity = draw.normal(0, 0.5, shape.raters)
    met = panels(draw, shape)
    size = (*met.shape, shape.competencies)
    lean = (draw.normal(0, 0.3, met.shape) - severity[met])[:, :, None]
    levels = np.clip(np.rint(3 + ability[:, None, :] + lean + draw.normal(0, 0.55, size)), 1, 5)
    return Pool(_rows(draw, shape, met, levels), 3 + ability.mean(axis=1))


def harsh(draw: np.random.Generator, shape: Shape, how: Harsh) -> Pool:
    """Ordinal answers: skewed candidates, uneven thresholds that each rater stretches their own way, drift, clicking.

    The truth is the level expected of the whole population of careful raters, so no rater's habits enter it.
    """
    theta = THETA * (draw.gamma(4, size=shape.candidates) - 4) / 2
    ability = theta[:, None] + ETA * draw.normal(size=(shape.candidates, shape.competencies))
    met = panels(draw, shape)
    severity = SEVERITY * draw.normal(size=shape.raters)
    lean = HALO * draw.normal(size=met.shape) - severity[met] - _drift(draw, shape, met, how.drift)
    latent = ability[:, None, :] + lean[:, :, None] + NOISE * draw.normal(size=(*met.shape, shape.competencies))
    stretch = np.exp(STRETCH * draw.normal(size=shape.raters))[met]
    levels = _answered(latent, stretch[:, :, None])
    clicked = met < how.careless
    levels[clicked] = draw.integers(1, 6, levels[clicked].shape)
    return Pool(_rows(draw, shape, met, levels), _expected(draw, ability).mean(axis=1))


def _drift(draw: np.random.Generator, shape: Shape, met: np.ndarray, size: float) -> np.ndarray:
    """(C, panel): a rater's severity moves evenly from minus half to plus half their drift as candidates come by."""
    course = np.linspace(-0.5, 0.5, shape.candidates)[:, None]
    return course * (size * draw.normal(size=shape.raters))[met]


def _answered(latent: np.ndarray, stretch: np.ndarray) -> np.ndarray:
    return 1 + (latent[..., None] > stretch[..., None] * THRESHOLDS).sum(axis=-1)


def _expected(draw: np.random.Generator, ability: np.ndarray) -> np.ndarray:
    """(C, K) mean level over a population of raters, the same for every candidate."""
    others = np.sqrt(SEVERITY**2 + HALO**2 + NOISE**2) * draw.normal(size=POPULATION)
    stretch = np.exp(STRETCH * draw.normal(size=POPULATION))
    steps = np.sort(stretch[:, None] * THRESHOLDS - others[:, None], axis=0)
    passed = [np.searchsorted(column, ability) for column in steps.T]
    return 1 + np.sum(passed, axis=0) / POPULATION


def _rows(draw: np.random.Generator, shape: Shape, met: np.ndarray, levels: np.ndarray) -> list:
    seen = draw.random(levels.shape) >= shape.missing
    candidate, seat, kind = np.nonzero(seen)
    columns = (candidate, met[candidate, seat], kind, levels[candidate, seat, kind].astype(int))
    return list(zip(*(column.tolist() for column in columns), strict=True))
