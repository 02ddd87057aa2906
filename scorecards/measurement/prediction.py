"""What the model expects a colleague to give, from the ratings at hand."""

from typing import NamedTuple

import numpy as np

from scorecards.measurement.system import Part, System


class Prediction(NamedTuple):
    """Levels expected of a rater of average severity: (C, K) means, and variances of a single rating around them."""

    mean: np.ndarray
    variance: np.ndarray


def predicted(system: System) -> Prediction:
    """Every candidate on every competency: m + theta + eta, with the variance of a new rater's halo and residual."""
    size, kinds = len(system.design.candidates), len(system.design.competencies)
    mean, variance = np.empty((size, kinds)), np.empty((size, kinds))
    for part in system.parts:
        mean[part.block.candidates], variance[part.block.candidates] = _of_part(system, part)
    noise = system.sds.candidate_rater**2 + system.sds.residual**2
    return Prediction(mean + system.design.centre, np.maximum(variance, 0.0) + noise)


def _of_part(system: System, part: Part) -> tuple[np.ndarray, np.ndarray]:
    kinds, sds, columns = part.shrink.shape[1], system.sds, part.block.columns
    pull = sds.candidate**2 + sds.candidate_competency**2 * np.eye(kinds)
    lean = pull @ part.information[:, :kinds, :]
    own = pull.diagonal() - np.einsum("gij,ji->gi", lean[:, :, :kinds], pull)
    reach = lean * np.where(np.arange(columns.shape[1]) < kinds, 1.0, -sds.rater)
    gap = -reach
    gap[:, range(kinds), range(kinds)] += 1
    error = system.covariance[columns[:, :, None], columns[:, None, :]]
    mean = part.product[:, :kinds] @ pull + (gap @ system.g[columns][:, :, None])[:, :, 0]
    return mean, own + np.einsum("gij,gij->gi", gap @ error, gap)
