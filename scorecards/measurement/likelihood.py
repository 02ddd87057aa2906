"""Restricted likelihood of the mixed model, its gradient, and the two searches that use it.

Gradient: for a variance v with dV/dv = ZZ', dF/dv = (trace(Z'PZ) - |Z'Py|^2) / 2, P the REML projection; the residual
follows from trace(PV) = n - K and y'PVPy = y'Py. Source: Searle, Casella and McCulloch, Variance Components, 1992.
"""

from collections.abc import Callable
from dataclasses import astuple
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from scorecards.measurement.design import Design
from scorecards.measurement.system import Components, Part, System

PENALTY_WIDTH = 0.5
TINY = 1e-12
LARGEST_RATIO = 1e4  # deviation of candidates or raters over that of the residual
SEARCH = {"ftol": 1e-11, "gtol": 1e-5, "maxiter": 200}


class Likelihood(NamedTuple):
    """At given components: ``logdet`` of V and of the normal equations; ``fit`` y'Py; ``degrees`` n - K; per component
    (5,) variance x trace and variance x squares, whose difference is the slope by the log of its deviation."""

    logdet: float
    fit: float
    degrees: int
    traces: np.ndarray
    squares: np.ndarray


def restricted(design: Design, sds: Components) -> tuple[float, np.ndarray]:
    """Minus the REML log likelihood (without its constant), and its gradient by the log of each component (5,)."""
    found = likelihood(design, sds)
    return 0.5 * (found.logdet + found.fit), found.traces - found.squares


def profiled(design: Design, candidate: float, rater: float) -> tuple[float, np.ndarray, float]:
    """Candidates and raters alone, in units of the residual's deviation, at the most likely residual: minus the REML
    log likelihood, its gradient by the log of both (2,), and the residual's variance."""
    found = likelihood(design, Components(candidate, 0.0, rater, 0.0, 1.0))
    residual = max(found.fit / found.degrees, np.finfo(float).tiny)
    value = 0.5 * (found.logdet + found.degrees * np.log(residual))
    return float(value), (found.traces - found.squares / residual)[[0, 2]], residual


def likelihood(design: Design, sds: Components) -> Likelihood:
    """Everything the two searches need, from one pass over the blocks."""
    system, kinds = System(design, sds), len(design.competencies)
    fit = sum(part.fit for part in system.parts) - float(system.vector @ system.g)
    logdet = sum(part.logdet for part in system.parts) + system.logdet
    variances = np.array([sds.candidate, sds.candidate_competency, sds.candidate_rater])[:, None] ** 2
    theta, eta, halo = sum(_pieces(system, part) for part in system.parts) * variances
    trace = len(design.raters) - np.trace(system.covariance[kinds:, kinds:])
    severity = np.array([trace, np.sum(system.g[kinds:] ** 2)])
    rest = np.array([design.size - kinds, fit]) - theta - eta - halo - severity
    both = np.array([theta, eta, severity, halo, rest])
    return Likelihood(logdet, fit, design.size - kinds, both[:, 0], both[:, 1])


def _pieces(system: System, part: Part) -> np.ndarray:
    """(3, 2): trace(Z'PZ) and |Z'Py|^2 for theta, eta and h, summed over one block."""
    kinds, columns = part.shrink.shape[1], part.block.columns
    reach = np.where(np.arange(columns.shape[1]) < kinds, 1.0, -system.sds.rater)
    whole = part.information
    reached = whole * reach
    error = system.covariance[columns[:, :, None], columns[:, None, :]]
    left = part.product - (reached @ system.g[columns][:, :, None])[:, :, 0]
    spread = np.einsum("gii->gi", whole) - np.einsum("gij,gij->gi", reached @ error, reached)
    total = reached[:, :kinds].sum(axis=1)
    theta = whole[:, :kinds, :kinds].sum() - np.einsum("gi,gij,gj->", total, error, total, optimize=True)
    return np.array(
        [
            [theta, np.sum(left[:, :kinds].sum(axis=1) ** 2)],
            [spread[:, :kinds].sum(), np.sum(left[:, :kinds] ** 2)],
            [spread[:, kinds:].sum(), np.sum(left[:, kinds:] ** 2)],
        ]
    )


def fit_penalised(design: Design, medians: Components, reach: tuple[float, float]) -> Components:
    """Most likely components under lognormal priors with these medians and log standard deviation 0.5.

    ``reach``: smallest and largest standard deviation allowed, in scale points.
    """
    middle = np.log(astuple(medians))

    def objective(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = restricted(design, Components(*np.exp(logs)))
        away = (logs - middle) / PENALTY_WIDTH
        return value + float(away @ away) / 2, gradient + away / PENALTY_WIDTH

    low, high = np.log(reach)
    found = _searched(objective, np.clip(middle, low, high), [(low, high)] * 5)
    return Components(*map(float, np.exp(found)))


def fit_restricted(design: Design, start: np.ndarray, bounds: tuple[float, float]) -> Components:
    """REML: the components (5,) within bounds that maximise the restricted likelihood.

    The search walks in standard deviations, where the likelihood is smooth down to zero.
    """

    def objective(sds: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = restricted(design, Components(*sds))
        return value, gradient / sds

    return Components(*map(float, _searched(objective, start, [bounds] * 5)))


def fit_crossed(design: Design) -> tuple[float, float, float]:
    """REML with candidates and raters only: their variances and the residual's, each zero or more."""

    def objective(ratios: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient, _residual = profiled(design, *ratios)
        return value, gradient / np.maximum(ratios, TINY)

    candidate, rater = _searched(objective, np.ones(2), [(0.0, LARGEST_RATIO)] * 2)
    residual = profiled(design, candidate, rater)[2]
    return float(candidate**2 * residual), float(rater**2 * residual), float(residual)


def _searched(objective: Callable, start: np.ndarray, bounds: list[tuple[float, float]]) -> np.ndarray:
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options=SEARCH)
    return np.clip(found.x, *np.transpose(bounds))
