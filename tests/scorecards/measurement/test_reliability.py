"""Agreement of raters: complete tables, gaps, crossed components, one competency at a time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scorecards.measurement import reliability
from scorecards.measurement.intraclass import mean_squares
from scorecards.measurement.reasons import Withheld
from tests.scorecards.measurement.cases import case, crossed

SHROUT = case("icc_shrout_fleiss_1979")["input"]["ratings_targets_by_judges"]


def drawn(targets: int, judges: int, seed: int = 5) -> np.ndarray:
    draw = np.random.default_rng(seed)
    whole = 3 + draw.normal(0, 1, (targets, 1)) + draw.normal(0, 0.5, (1, judges))
    return whole + draw.normal(0, 0.7, (targets, judges))


@pytest.mark.parametrize("table", [[[1, 2]], [[1], [2]], [1, 2, 3], [[1, 2], [3, np.nan]], [[1, 2], [3, np.inf]]])
def test_a_table_must_be_complete_and_at_least_two_by_two(table):
    with pytest.raises(ValueError, match="at least 2 targets and 2 judges"):
        reliability.icc(table)


def test_equal_ratings_have_nothing_to_correlate():
    with pytest.raises(ValueError, match="All ratings are equal"):
        reliability.icc(np.full((4, 3), 2.1))


def test_judges_who_each_rate_all_alike_have_nothing_to_correlate():
    with pytest.raises(ValueError, match="Every judge rates all targets alike"):
        reliability.icc([[1, 2.1], [1, 2.1], [1, 2.1]])


def test_judges_who_agree_entirely():
    found = reliability.icc([[1, 1], [2, 2], [5, 5]])
    assert list(found) == ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"]
    for one in found.values():
        assert (one.value, one.low, one.high, one.p) == pytest.approx((1.0, 1.0, 1.0, 0.0), abs=1e-12)


def test_judges_who_differ_by_a_constant_are_consistent_but_do_not_agree():
    found = reliability.icc([[1, 3], [2, 4], [5, 7]])
    assert (found["ICC3"].value, found["ICC3"].low) == (1.0, 1.0)
    assert found["ICC2"].low < found["ICC2"].value < 1


@settings(max_examples=50, deadline=None)
@given(arrays(float, (5, 3), elements=st.integers(1, 5)), st.floats(0.5, 20), st.floats(-50, 50))
def test_units_do_not_matter(table, factor, shift):
    if np.ptp(table) == 0:
        return
    plain, changed = reliability.icc(table), reliability.icc(shift + factor * table)
    for name, one in plain.items():
        assert changed[name].value == pytest.approx(one.value, abs=1e-6)


def test_alpha_needs_a_known_level_of_measurement():
    with pytest.raises(ValueError, match="nominal, ordinal, interval, ratio"):
        reliability.krippendorff_alpha([[1, 2], [1, 2]], "cardinal")


@pytest.mark.parametrize("table", [[[1, 1], [1, 1]], [[1, np.nan], [np.nan, 2]], [[1, 2, 3]]])
def test_alpha_needs_two_values_in_units_rated_twice(table):
    with pytest.raises(ValueError, match="at least two different values"):
        reliability.krippendorff_alpha(table, "nominal")


def test_alpha_refuses_an_endless_level():
    with pytest.raises(ValueError, match="finite"):
        reliability.krippendorff_alpha([[1, np.inf], [1, 2]], "interval")


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_full_agreement_is_one_and_a_lone_value_changes_nothing(level):
    table = np.array([[1.0, 2, 4, 5], [1, 2, 4, 5]])
    assert reliability.krippendorff_alpha(table, level) == 1.0
    noisy = np.array([[1.0, 2, 4, 5, 9], [2, 2, 4, 3, np.nan]])
    assert reliability.krippendorff_alpha(noisy, level) == reliability.krippendorff_alpha(noisy[:, :4], level)


def test_alpha_of_zeros_on_a_ratio_scale():
    """By hand: coincidences 0-0 2, 0-2 2, 2-2 2; observed 2 / 6, expected 18 / 30."""
    assert reliability.krippendorff_alpha([[0, 0, 2], [0, 2, 2]], "ratio") == pytest.approx(1 - (2 / 6) / (18 / 30))


@pytest.mark.parametrize(("targets", "judges", "factor"), [(20, 4, 1.0), (50, 2, 1000.0), (8, 30, 1e-3)])
def test_reml_equals_the_mean_squares_of_a_complete_table(targets, judges, factor):
    table = factor * drawn(targets, judges)
    squares = mean_squares(table)
    found = reliability.variance_components(crossed(table))
    expected = (
        (squares.between - squares.residual) / judges,
        (squares.judges - squares.residual) / targets,
        squares.residual,
    )
    assert found == pytest.approx(expected, rel=1e-4)


def test_a_component_below_zero_is_reported_as_zero():
    """No rater differs from another on average: the mean squares would say -residual / targets."""
    table = drawn(12, 3)
    found = reliability.variance_components(crossed(table - table.mean(axis=0)))
    assert found.rater == pytest.approx(0, abs=1e-9)
    assert found.target > 0


def test_gaps_do_not_bias_the_components():
    """Every seventh cell missing from a large table moves each component by little."""
    ratings = crossed(drawn(150, 10))
    whole, part = (
        reliability.variance_components(ratings),
        reliability.variance_components([row for number, row in enumerate(ratings) if number % 7]),
    )
    assert tuple(part) == pytest.approx(tuple(whole), rel=0.1)


def test_competencies_have_their_own_means():
    table = drawn(10, 4)
    shifted = crossed(table) + [(target, judge, "harder", level - 1) for target, judge, _all, level in crossed(table)]
    once, twice = reliability.variance_components(crossed(table)), reliability.variance_components(shifted)
    assert twice.target + twice.rater + twice.residual == pytest.approx(once.target + once.rater, rel=0.35)
    assert twice.residual < once.residual


def test_equal_ratings_have_no_variance():
    assert reliability.variance_components(crossed(np.full((4, 3), 2.7))) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("table", [[[1, 2, 4]], [[1], [2], [4]], [[1, 2]]])
def test_components_need_two_targets_and_two_raters(table):
    with pytest.raises(ValueError, match="Variance components need 2 targets, 2 raters"):
        reliability.variance_components(crossed(table))


def test_a_complete_competency_has_the_published_intraclass_correlations():
    table = np.vstack([SHROUT, np.asarray(SHROUT) + 0.5])
    found = reliability.per_competency(crossed(table))["all"]
    single, mean = (reliability.icc(table)[name] for name in ("ICC2", "ICC3k"))
    assert (found.single, found.single_low, found.single_high) == pytest.approx(
        (single.value, single.low, single.high), abs=1e-4
    )
    assert (found.consistency, found.low, found.high) == pytest.approx((mean.value, mean.low, mean.high), abs=1e-4)
    assert (found.k, found.candidates, found.withheld) == (pytest.approx(4.0), 12, None)


def test_too_few_candidates_with_two_raters_show_no_number():
    found = reliability.per_competency(crossed(SHROUT))["all"]
    assert found == (None, None, None, None, None, None, pytest.approx(4.0), 6, 10, Withheld.TOO_FEW)


def test_candidates_with_one_rater_do_not_count_towards_the_minimum():
    ratings = crossed(drawn(10, 2))
    assert reliability.per_competency(ratings)["all"].withheld is None
    found = reliability.per_competency(ratings[:-1])["all"]
    assert (found.candidates, found.withheld) == (9, Withheld.TOO_FEW)


def test_each_competency_is_judged_on_its_own_ratings():
    ratings = crossed(drawn(12, 3))
    mixed = ratings + [(target, judge, "flat", 3) for target, judge, _all, _level in ratings]
    found = reliability.per_competency(mixed)
    assert list(found) == ["all", "flat"]
    assert found["all"] == reliability.per_competency(ratings)["all"]
    assert found["flat"].withheld is Withheld.NO_VARIATION


def test_gaps_keep_the_interval_around_the_value():
    ratings = [row for number, row in enumerate(crossed(drawn(30, 5))) if number % 3]
    found = reliability.per_competency(ratings)["all"]
    assert 0 < found.single_low < found.single < found.single_high < 1
    assert 0 < found.low < found.consistency < found.high < 1
    assert found.single < found.consistency
