"""The mixed model at given standard deviations, candidates absorbed one small block at a time.

    level = m[competency] - s[rater] + theta[candidate] + eta[candidate, competency] + h[candidate, rater] + e

Z has one column per competency and per rater of a candidate, 1 = the sum of its competency columns, V is the
covariance of a candidate's levels without rater severity. eta and e are inverted in closed form (their part of V is
diagonal by competency), theta and h by Woodbury in a (1 + m) square system. Severities are carried in units of their
standard deviation, so that every component but the residual may be zero. Source: docs/measurement.md, "The model".
"""

from dataclasses import astuple, dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scorecards.measurement.design import Block, Design


@dataclass(frozen=True, slots=True)
class Components:
    """Standard deviations in scale points: zero or more, the residual above zero."""

    candidate: float
    candidate_competency: float
    rater: float
    candidate_rater: float
    residual: float

    def __post_init__(self) -> None:
        """ValueError when a value is not finite, negative, or the residual is zero."""
        values = np.array(astuple(self), dtype=float)
        if not np.isfinite(values).all() or (values < 0).any() or self.residual <= 0:
            raise ValueError("Components must be finite, not negative, and the residual above zero.")

    def scaled(self, factor: float) -> "Components":
        """The same components on a scale ``factor`` times as wide."""
        return Components(*(factor * value for value in astuple(self)))


class Part(NamedTuple):
    """One block at given components; q = K + m columns (competencies, raters of the candidate)."""

    block: Block
    sds: Components
    shrink: np.ndarray  # (G, K) 1 / (residual variance + eta variance x ratings)
    left: np.ndarray  # (G, 1+m, q) [1 | raters]' U Z, U the inverse of V without theta and h
    inner: np.ndarray  # (G, 1+m, 1+m) what Woodbury inverts
    middle: np.ndarray  # (G, 1+m, 1+m) its inverse, scaled by the standard deviations of theta and h
    right: np.ndarray  # (G, 1+m, q) middle @ left
    tail: np.ndarray  # (G, 1+m) [1 | raters]' U y
    product: np.ndarray  # (G, q) Z' inverse(V) y

    @property
    def information(self) -> np.ndarray:
        """(G, q, q) Z' inverse(V) Z."""
        kinds = self.shrink.shape[1]
        whole = -(self.left.transpose(0, 2, 1) @ self.right)
        diagonal = np.arange(kinds)
        whole[:, diagonal, diagonal] += self.block.by_competency * self.shrink
        whole[:, kinds:, :] += self.left[:, 1:, :]
        whole[:, :kinds, kinds:] += self.left[:, 1:, :kinds].transpose(0, 2, 1)
        return whole

    @property
    def logdet(self) -> float:
        """Log determinant of V, summed over the block."""
        rest = (self.block.by_competency.sum() - self.shrink.size) * 2 * np.log(self.sds.residual)
        return float(np.linalg.slogdet(self.inner)[1].sum() - np.log(self.shrink).sum() + rest)

    @property
    def fit(self) -> float:
        """y' inverse(V) y, summed over the block."""
        eta, sums = self.sds.candidate_competency**2, self.block.sums
        plain = (self.block.squares.sum() - eta * np.vdot(self.shrink * sums, sums)) / self.sds.residual**2
        return float(plain - np.vdot(self.tail, (self.middle @ self.tail[:, :, None])[:, :, 0]))


def part_of(block: Block, sds: Components) -> Part:
    """Absorb the candidates of one block; the cost grows with m cubed, not with K."""
    eta, rest = sds.candidate_competency**2, sds.residual**2
    shrink = 1 / (rest + eta * block.by_competency)
    left, square = _left(block, shrink, eta, rest)
    scale = np.full(square.shape[1], sds.candidate_rater)
    scale[0] = sds.candidate
    scales = scale[:, None] * scale
    inner = np.eye(len(scale)) + scales * square
    middle = scales * _inverse(inner)
    right = middle @ left
    tail, product = _products(block, shrink, eta, rest, right)
    return Part(block, sds, shrink, left, inner, middle, right, tail, product)


def _left(block: Block, shrink: np.ndarray, eta: float, rest: float) -> tuple[np.ndarray, np.ndarray]:
    """[1 | raters]' U [competencies | raters] and [1 | raters]' U [1 | raters]."""
    size, m, kinds = block.counts.shape
    left, square = np.empty((size, 1 + m, kinds + m)), np.empty((size, 1 + m, 1 + m))
    np.multiply(block.by_competency, shrink, out=left[:, 0, :kinds])
    weighted = np.multiply(block.counts, shrink[:, None, :], out=left[:, 1:, :kinds])
    square[:, :, 0] = left[:, :, :kinds] @ np.ones(kinds)
    square[:, 0, 1:] = square[:, 1:, 0]
    own = (weighted * (-eta / rest)) @ block.turned
    each = np.arange(m)
    own[:, each, each] += block.by_rater / rest
    square[:, 1:, 1:] = own
    left[:, :, kinds:] = square[:, :, 1:]
    return left, square


def _inverse(stack: np.ndarray) -> np.ndarray:
    """Inverse of each matrix; eigenvalues are 1 or more, so nothing can fail. Sweeping pays for many small ones."""
    if len(stack) < stack.shape[1] * 16:
        return np.linalg.inv(stack)
    return _swept(np.ascontiguousarray(stack.transpose(1, 2, 0))).transpose(2, 0, 1)


def _swept(stack: np.ndarray) -> np.ndarray:
    """Gauss-Jordan sweeps over (q, q, G): one array operation per pivot for the whole batch, in place."""
    for pivot in range(len(stack)):
        head = 1 / stack[pivot, pivot]
        row = stack[pivot] * head
        column = stack[:, pivot].copy()
        stack -= column[:, None] * row[None]
        stack[:, pivot] = -column * head
        stack[pivot] = row
        stack[pivot, pivot] = head
    return stack


def _products(block, shrink, eta, rest, right) -> tuple[np.ndarray, np.ndarray]:
    """[1 | raters]' U y (G, 1+m) and Z' inverse(V) y (G, q)."""
    scaled = shrink * block.sums
    tail = np.empty(right.shape[:2])
    tail[:, 0] = scaled.sum(axis=1)
    tail[:, 1:] = (block.rater_sums - eta * (block.counts @ scaled[:, :, None])[:, :, 0]) / rest
    own = np.concatenate([scaled, tail[:, 1:]], axis=1)
    return tail, own - (tail[:, None, :] @ right)[:, 0, :]


@dataclass(frozen=True)
class System:
    """Normal equations for g = (competency means, severities in units of their standard deviation), p = K + R."""

    design: Design
    sds: Components

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """One per block of the design."""
        return tuple(part_of(block, self.sds) for block in self.design.blocks)

    @cached_property
    def _equations(self) -> tuple[np.ndarray, np.ndarray]:
        kinds, raters = len(self.design.competencies), len(self.design.raters)
        matrix, vector = np.zeros((kinds + raters, kinds + raters)), np.zeros(kinds + raters)
        for part in self.parts:
            _add_part(matrix, vector, part)
        reach = np.repeat([1.0, -self.sds.rater], [kinds, raters])
        matrix *= reach[:, None] * reach
        matrix[range(kinds, len(matrix)), range(kinds, len(matrix))] += 1
        return matrix, vector * reach

    @property
    def vector(self) -> np.ndarray:
        """(p,) right-hand side."""
        return self._equations[1]

    @cached_property
    def covariance(self) -> np.ndarray:
        """(p, p) covariance of g's error."""
        return np.linalg.inv(self._equations[0])

    @cached_property
    def logdet(self) -> float:
        """Log determinant of the (p, p) matrix."""
        return float(np.linalg.slogdet(self._equations[0])[1])

    @cached_property
    def g(self) -> np.ndarray:
        """(p,) competency means less the design's centre, then severities in units of their standard deviation."""
        return self.covariance @ self.vector


def _add_part(matrix: np.ndarray, vector: np.ndarray, part: Part) -> None:
    """Add one block's Z' inverse(V) Z and Z' inverse(V) y to where its competencies and raters stand."""
    kinds, raters = part.shrink.shape[1], part.block.raters
    first, own = part.left[:, :, :kinds], part.left[:, 1:, kinds:]
    flat = part.right[:, :, :kinds].reshape(-1, kinds)
    matrix[:kinds, :kinds] += np.diag((part.block.by_competency * part.shrink).sum(axis=0))
    matrix[:kinds, :kinds] -= first.reshape(-1, kinds).T @ flat
    across = first[:, 1:] - part.right[:, :, kinds:].transpose(0, 2, 1) @ first
    among = own - part.left[:, :, kinds:].transpose(0, 2, 1) @ part.right[:, :, kinds:]
    size = len(matrix) - kinds
    summed = _scattered(part.block.across, across, size * kinds).reshape(size, kinds)
    matrix[kinds:, :kinds] += summed
    matrix[:kinds, kinds:] += summed.T
    matrix[kinds:, kinds:] += _scattered(part.block.among(size), among, size * size).reshape(size, size)
    vector[:kinds] += part.product[:, :kinds].sum(axis=0)
    vector[kinds:] += _scattered(raters, part.product[:, kinds:], size)


def _scattered(places: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(places.ravel(), weights=values.ravel(), minlength=size)
