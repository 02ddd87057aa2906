"""Stated intervals and probabilities come true on data that break the model's assumptions (docs/measurement.md)."""

import pytest

from scorecards.benchmarks.coverage import coverage
from scorecards.benchmarks.pools import Harsh

REPLICATIONS = 200


@pytest.mark.slow
@pytest.mark.simulation
@pytest.mark.parametrize("how", [Harsh(), Harsh(drift=0.6)], ids=["ordinal thresholds", "and drift"])
def test_intervals_and_probabilities_hold_on_ordinal_and_drifting_answers(how):
    found = coverage(how, REPLICATIONS)
    assert 0.78 <= found.cover80 <= 0.86
    assert 0.94 <= found.cover95 <= 0.98
    assert found.error <= 0.03
    assert abs(found.stated - found.came_true).max() <= 0.05


@pytest.mark.slow
@pytest.mark.simulation
@pytest.mark.parametrize(("careless", "cover80", "cover95"), [(1, 0.77, 0.93), (2, 0.69, 0.88)])
def test_careless_raters_cost_the_coverage_that_the_documentation_states(careless, cover80, cover95):
    found = coverage(Harsh(drift=0.6, careless=careless), REPLICATIONS)
    assert found.cover80 == pytest.approx(cover80, abs=0.02)
    assert found.cover95 == pytest.approx(cover95, abs=0.02)
    assert found.error <= 0.03
