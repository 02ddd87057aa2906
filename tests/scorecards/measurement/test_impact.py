"""Selection rates: whole numbers in, rule of thumb and uncertainty out."""

from fractions import Fraction
from math import inf, isinf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.measurement import impact

COUNTS = st.integers(1, 60).flatmap(lambda applied: st.tuples(st.integers(0, applied), st.just(applied)))


@given(COUNTS, COUNTS)
def test_the_flag_is_the_exact_fraction_and_the_interval_holds_the_ratio(reference, focal):
    found = impact.compare(reference, focal)
    if reference[0]:
        assert found.below_four_fifths == (Fraction(*focal) / Fraction(*reference) < Fraction(4, 5))
        assert found.ratio_low <= found.ratio <= found.ratio_high
    else:
        assert found.below_four_fifths is False


@pytest.mark.parametrize(("reference", "focal"), [((60, 100), (48, 100)), ((5, 7), (4, 7)), ((1, 3), (4, 15))])
def test_exactly_four_fifths_is_not_below(reference, focal):
    assert impact.compare(reference, focal).below_four_fifths is False


def test_whole_counts_may_come_as_floats():
    assert impact.compare((60.0, 100.0), (48.0, 100.0)) == impact.compare((60, 100), (48, 100))


def test_one_person_fewer_is_below():
    assert impact.compare((60, 100), (47, 100)).below_four_fifths is True


def test_nobody_selected_in_the_reference_group():
    none, some = impact.compare((0, 20), (0, 20)), impact.compare((0, 20), (6, 20))
    assert isnan(none.ratio)
    assert isinf(some.ratio)
    assert (none.below_four_fifths, some.below_four_fifths) == (False, False)


def test_nobody_selected_in_the_focal_group_still_has_an_interval():
    found = impact.compare((10, 40), (0, 40))
    assert (found.ratio, found.ratio_low, found.below_four_fifths) == (0.0, 0.0, True)
    assert 0 < found.ratio_high < 1


def test_everybody_selected_leaves_room_for_doubt():
    found = impact.compare((12, 12), (15, 15))
    assert found.ratio == 1.0
    assert found.ratio_low < 1 < found.ratio_high


@pytest.mark.parametrize(
    ("reference", "focal", "enough"),
    [
        ((3, 10), (2, 10), True),
        ((3, 10), (1, 10), False),
        ((3, 10), (2, 9), False),
        ((3, 9), (2, 10), False),
        ((40, 100), (0, 100), True),
    ],
)
def test_five_hires_and_ten_applicants_each_are_enough(reference, focal, enough):
    assert impact.compare(reference, focal).enough is enough


@pytest.mark.parametrize("wrong", [(5, 4), (-1, 4), (0, 0), (1.5, 4), (nan, 4), (inf, 4), (1,), 7, ("1", "2")])
def test_counts_must_make_sense(wrong):
    for pair in ((wrong, (1, 2)), ((1, 2), wrong)):
        with pytest.raises(ValueError, match="Counts must"):
            impact.compare(*pair)


def test_the_highest_rate_is_the_reference_for_everyone():
    found = impact.four_fifths({"c": (1, 3), "a": (30, 100), "b": (333, 1000)})
    assert list(found) == ["a", "b", "c"]
    assert {group: one.rate_reference for group, one in found.items()} == dict.fromkeys("abc", 1 / 3)
    assert found["c"].ratio == 1.0


def test_no_groups_are_refused():
    with pytest.raises(ValueError, match="There are no groups"):
        impact.four_fifths({})
