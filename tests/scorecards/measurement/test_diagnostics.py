"""What is said of one rater, from how many candidates on, and what careless raters look like."""

import numpy as np
import pytest

from scorecards.benchmarks.pools import Shape, normal
from scorecards.measurement import diagnostics
from scorecards.measurement.model import MEDIANS
from scorecards.measurement.reasons import Withheld

MANY = Shape(candidates=48, raters=8, competencies=6, panel=3)


def pool(seed: int, shape: Shape = MANY) -> list[tuple]:
    return normal(np.random.default_rng(seed), shape).ratings


def habit(ratings: list[tuple], change) -> list[tuple]:
    """Rater 0's levels replaced by ``change(candidate, competency, level)``, kept within 1 to 5."""
    return [(c, r, k, int(np.clip(change(c, k, level), 1, 5)) if r == 0 else level) for c, r, k, level in ratings]


def report(ratings: list[tuple]) -> diagnostics.RaterReport:
    return diagnostics.rater(ratings, MEDIANS, 0)


def first(ratings: list[tuple], number: int) -> list[tuple]:
    """The ratings of the first candidates whom rater 0 met."""
    met = sorted({row[0] for row in ratings if row[1] == 0})[:number]
    return [row for row in ratings if row[0] in met]


def test_an_unknown_rater_is_named():
    with pytest.raises(ValueError, match="There is no rater 'Nobody' among the ratings"):
        diagnostics.rater(pool(1), MEDIANS, "Nobody")


@pytest.mark.parametrize(
    ("indicator", "minimum"),
    [("severity", 5), ("consistency", 8), ("halo", 8), ("range_use", 10), ("agreement", 15)],
)
def test_each_indicator_waits_for_its_minimum(indicator, minimum):
    ratings = habit(pool(1), lambda c, k, level: level - 2)
    before = getattr(report(first(ratings, minimum - 1)), indicator)
    assert before == (None, None, None, minimum - 1, minimum, False, Withheld.TOO_FEW)
    at = getattr(report(first(ratings, minimum)), indicator)
    assert (at.have, at.minimum, at.withheld) == (minimum, minimum, None)
    assert at.value is not None


def test_candidates_whom_nobody_else_rated_do_not_count():
    ratings = pool(1)
    alone = [(f"alone {number}", 0, kind, 3) for number in range(20) for kind in range(6)]
    assert [one.have for one in report(ratings + alone)[:5]] == [one.have for one in report(ratings)[:5]]


def test_fewer_than_four_competencies_do_not_count_for_consistency_and_halo():
    ratings = [row for row in pool(1) if row[2] < 3]
    found = report(ratings)
    assert (found.consistency.have, found.halo.have) == (0, 0)
    assert found.consistency.withheld is Withheld.TOO_FEW
    assert found.range_use.have == 18


def test_a_rater_alone_has_nothing_to_be_compared_with():
    found = report([(c, 0, k, level) for c, r, k, level in pool(1) if r == 0])
    assert [one.withheld for one in found[:5]] == [Withheld.TOO_FEW] * 5


def test_severity_is_shown_only_beyond_two_standard_errors():
    for constant, withheld in ((0, Withheld.WITHIN_ERROR), (-2, None)):
        ratings = habit(pool(11), lambda c, k, level, constant=constant: level + constant)
        assert report(ratings).severity.withheld is withheld
    strict = report(habit(pool(11), lambda c, k, level: level - 2)).severity
    assert strict.flag
    assert 0 < strict.low < strict.value < strict.high


def test_raters_of_the_models_own_family_are_rarely_flagged():
    found = [report(pool(seed)) for seed in range(30)]
    for indicator in ("consistency", "halo", "range_use"):
        assert sum(getattr(one, indicator).flag for one in found) <= 1
    assert np.median([one.consistency.value for one in found]) == pytest.approx(1, abs=0.15)
    assert np.median([one.halo.value for one in found]) == pytest.approx(1, abs=0.1)
    assert np.median([one.range_use.value for one in found]) == pytest.approx(1, abs=0.15)
    assert np.median([one.agreement.value for one in found]) > 0.4


def test_strictness_alone_is_not_called_inconsistent():
    found = [report(habit(pool(seed), lambda c, k, level: level - 1)) for seed in range(10)]
    assert [one.consistency.flag for one in found] == [False] * 10


def test_clicking_at_random_is_inconsistent():
    draw = np.random.default_rng(4)
    found = [report(habit(pool(seed), lambda c, k, level: draw.integers(1, 6))) for seed in range(10)]
    assert [one.consistency.flag for one in found] == [True] * 10


def test_one_level_for_everything_a_candidate_does_is_halo():
    found = [report(habit(pool(seed), lambda c, k, level: 3 + c % 2)) for seed in range(5)]
    assert [(one.halo.value, one.halo.flag) for one in found] == [(pytest.approx(0.2, abs=0.2), True)] * 5


def test_keeping_to_the_middle_is_narrow_only_together_with_many_middle_levels():
    middle = report(habit(pool(2), lambda c, k, level: 3 + (level == 5)))
    assert (middle.range_use.flag, middle.middle_share > 0.7) == (True, True)
    elsewhere = report(habit(pool(2), lambda c, k, level: 4 + (level == 5)))
    assert elsewhere.range_use.value == pytest.approx(middle.range_use.value, abs=0.1)
    assert (elsewhere.range_use.flag, elsewhere.middle_share) == (False, 0.0)


def test_the_middle_belongs_to_the_scale():
    ratings = [(c, r, k, 2 * level) for c, r, k, level in pool(2)]
    share = np.mean([level == 3 for _c, r, _k, level in pool(2) if r == 0])
    assert diagnostics.rater(ratings, MEDIANS.scaled(2), 0, scale=(2, 10)).middle_share == pytest.approx(share)


def test_rating_against_everybody_does_not_agree():
    found = report(habit(pool(3), lambda c, k, level: 6 - level)).agreement
    assert (found.flag, found.value < 0) == (True, True)
    assert found.low < found.value < found.high


def test_colleagues_without_any_variation_leave_nothing_to_compare():
    ratings = [(c, r, k, level if r == 0 else 3) for c, r, k, level in first(pool(1), 16)]
    flat = [(c, r, k, 3) for c, r, k, _level in ratings]
    found = diagnostics.rater(flat, MEDIANS, 0)
    assert (found.halo.withheld, found.agreement.withheld) == (Withheld.NO_VARIATION, Withheld.NO_VARIATION)


def test_the_order_of_rows_changes_nothing():
    ratings = pool(5)
    assert report(ratings[::-1]) == report(ratings)
