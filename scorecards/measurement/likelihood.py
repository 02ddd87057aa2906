"""Restricted likelihood of the mixed model, its gradient, and the two searches that use it.

Gradient: for a variance v with dV/dv = ZZ', dF/dv = (trace(Z'PZ) - |Z'Py|^2) / 2, P the REML projection; the residual
follows from trace(PV) = n - K and y'PVPy = y'Py. Source: Searle, Casella and McCulloch, Variance Components, 1992.
"""

from collections.abc import Callable
from dataclasses import astuple

import numpy as np
from scipy.optimize import minimize

from scorecards.measurement.design import Design
from scorecards.measurement.system import Components, Part, System

PENALTY_WIDTH = 0.5
TINY = 1e-12
SEARCH = {"ftol": 1e-11, "gtol": 1e-5, "maxiter": 200}


def restricted(design: Design, sds: Components) -> tuple[float, np.ndarray]:
    """Minus the REML log likelihood (without its constant), and its gradient by the log of each component (5,)."""
    system = System(design, sds)
    fit = sum(part.fit for part in system.parts) - system.vector @ system.g
    logdet = sum(part.logdet for part in system.parts) + system.logdet
    return 0.5 * (logdet + fit), _gradient(system, fit)


def _gradient(system: System, fit: float) -> np.ndarray:
    """Per component: variance x trace less variance x squares, in the order of Components."""
    design, sds, kinds = system.design, system.sds, len(system.design.competencies)
    pieces = sum(_pieces(system, part) for part in system.parts)
    variances = np.array([sds.candidate, sds.candidate_competency, sds.candidate_rater])[:, None] ** 2
    theta, eta, halo = pieces * variances
    severity = np.array(
        [len(design.raters) - np.trace(system.covariance[kinds:, kinds:]), np.sum(system.g[kinds:] ** 2)]
    )
    rest = np.array([design.size - kinds, fit]) - theta - eta - halo - severity
    both = np.array([theta, eta, severity, halo, rest])
    return both[:, 0] - both[:, 1]


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
        return value + away @ away / 2, gradient + away / PENALTY_WIDTH

    low, high = np.log(reach)
    found = _searched(objective, np.clip(middle, low, high), [(low, high)] * 5)
    return Components(*map(float, np.exp(found)))


def fit_restricted(design: Design, start: np.ndarray, bounds: list[tuple[float, float]]) -> Components:
    """REML: the components (5,) that maximise the restricted likelihood within bounds; equal bounds fix a component.

    The search walks in standard deviations, where the likelihood is smooth down to and including zero.
    """
    bounds = [(low, max(low, high)) for low, high in bounds]
    free = np.array([low < high for low, high in bounds])
    point = np.array([low for low, _high in bounds], dtype=float)

    def objective(sds: np.ndarray) -> tuple[float, np.ndarray]:
        point[free] = sds
        value, gradient = restricted(design, Components(*point))
        return value, (gradient / np.maximum(point, TINY))[free]

    chosen = [pair for pair, is_free in zip(bounds, free, strict=True) if is_free]
    point[free] = _searched(objective, start[free], chosen)
    return Components(*map(float, point))


def _searched(objective: Callable, start: np.ndarray, bounds: list[tuple[float, float]]) -> np.ndarray:
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options=SEARCH)
    return np.clip(found.x, *np.transpose(bounds))
