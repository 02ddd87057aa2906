from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competencies.domain.arranging import moved, spread_out
from competencies.domain.blockers import shown
from competencies.domain.drafting import Row
from competencies.domain.weights import spread, total


def rows(*weights, section="core") -> list[Row]:
    return [Row(place, section, 3, Decimal(weight), False) for place, weight in enumerate(weights, start=1)]


@given(st.lists(st.decimals("0.01", "100", places=2), min_size=1, max_size=60))
def test_spread_weights_always_sum_to_100_and_stay_within_the_limits(weights):
    result = spread(weights)

    assert sum(result) == 100
    assert all(Decimal("0.01") <= weight <= 100 for weight in result)


@given(st.lists(st.decimals("20", "100", places=2), min_size=1, max_size=60))
def test_no_weight_is_a_step_off_its_exact_share(weights):
    exact = [100 * weight / sum(weights) for weight in weights]

    assert max(abs(was - now) for was, now in zip(exact, spread(weights), strict=True)) <= Decimal("0.5")


@given(st.lists(st.decimals("0.01", "100", places=2), min_size=1, max_size=60), st.decimals("0.6", "30", places=2))
def test_a_part_of_the_grid_keeps_its_own_sum_however_small(weights, part):
    result = spread(weights, to=part)

    assert sum(result) == part
    assert min(result) >= Decimal("0.01")


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([], []),
        (["7"], ["100"]),
        (["48", "48"], ["50", "50"]),
        (["1", "1", "1"], ["33.5", "33.5", "33"]),
        (["32.2", "36.5", "21.7", "4.8", "4.8"], ["32", "36.5", "21.5", "5", "5"]),
        (["60", "36"], ["62.5", "37.5"]),
        (["0.01", "99.99"], ["0.5", "99.5"]),
    ],
)
def test_spread_keeps_the_proportions_in_half_points(weights, expected):
    assert spread([Decimal(weight) for weight in weights]) == [Decimal(weight) for weight in expected]


def test_the_supplement_is_summed_by_itself():
    both = [*rows("60", "40"), *rows("30", section="supplement")]

    assert (total(both, supplement=False), total(both, supplement=True)) == (Decimal(100), Decimal(30))


def test_spreading_leaves_the_supplement_alone():
    both = [*rows("48", "48"), *rows("30", section="supplement")]

    assert [row.weight for row in spread_out(both)] == [Decimal(50), Decimal(50), Decimal(30)]


@pytest.mark.parametrize(
    ("one", "by", "expected"),
    [(2, -1, [2, 1, 3]), (2, 1, [1, 3, 2]), (1, -1, [1, 2, 3]), (3, 1, [1, 2, 3]), (9, 1, [1, 2, 3])],
)
def test_a_row_moves_by_one_place_and_not_past_the_ends(one, by, expected):
    assert [row.competency_id for row in moved(rows("1", "2", "3"), one, by=by)] == expected


@pytest.mark.parametrize(("weight", "text"), [("12.00", "12"), ("9.50", "9.5"), ("100.00", "100"), ("0.25", "0.25")])
def test_a_weight_is_written_without_idle_zeros(weight, text):
    assert shown(Decimal(weight)) == text
