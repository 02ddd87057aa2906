"""Correlation with later performance, and its labelled corrections."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr

from scorecards.measurement import validity


def test_correlation_and_interval_equal_scipys():
    draw = np.random.default_rng(1)
    x = draw.normal(size=40)
    y = 0.4 * x + draw.normal(size=40)
    found, expected = validity.correlation(x, y), pearsonr(x, y)
    assert found.r == pytest.approx(expected.statistic)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.95)))
    assert (found.n, found.enough) == (40, True)


def test_the_interval_of_thirty_hires():
    """r .30 of 30: -.07 to .60."""
    assert validity.fisher_interval(0.30, 30) == pytest.approx((-0.07, 0.60), abs=0.006)


def test_below_thirty_hires_is_not_enough():
    assert validity.correlation(range(29), [*range(28), 0]).enough is False


def test_a_perfect_line_has_no_width():
    assert validity.correlation([1, 2, 3, 4], [2, 4, 6, 8])[:4] == (1.0, 4, 1.0, 1.0)
    assert validity.correlation([1, 2, 3, 4], [8, 6, 4, 2])[:4] == (-1.0, 4, -1.0, -1.0)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1, 2, 3], [1, 2, 3], "at least 4"),
        ([1, 2, 3, 4], [1, 2, 3], "same length"),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]], "two lists"),
        ([1, 2, 3, nan], [1, 2, 3, 4], "finite"),
        ([1, 2, 3, 4], [1, 2, 3, inf], "finite"),
        ([1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1], "vary"),
    ],
)
def test_values_that_cannot_be_correlated(x, y, message):
    with pytest.raises(ValueError, match=message):
        validity.correlation(x, y)


def test_corrections_carry_their_assumption():
    assert validity.attenuation(0.32, 0.6).label == "criterion_reliability=0.6"
    assert validity.range_restriction(0.3, 1.5).label == "range_restriction=1.5"


def test_without_error_or_restriction_nothing_is_corrected():
    assert validity.attenuation(0.32, 1) == 0.32
    assert validity.range_restriction(0.32, 1) == 0.32


@given(st.floats(-0.99, 0.99), st.floats(0.2, 5))
def test_restricting_again_returns_what_was_observed(r, u):
    assert validity.range_restriction(validity.range_restriction(r, u), 1 / u) == pytest.approx(r, abs=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: validity.attenuation(0.3, 0),
        lambda: validity.attenuation(0.3, 1.1),
        lambda: validity.attenuation(1.3, 0.5),
        lambda: validity.range_restriction(0.3, 0),
        lambda: validity.range_restriction(0.3, inf),
        lambda: validity.range_restriction(-1.3, 1.5),
        lambda: validity.spearman_brown(0.4, 0),
        lambda: validity.spearman_brown(-0.5, 4),
        lambda: validity.spearman_brown(nan, 2),
    ],
)
def test_assumptions_must_make_sense(wrong):
    with pytest.raises(ValueError, match=r"must be above 0|between -1 and 1"):
        wrong()
