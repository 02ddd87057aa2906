"""Groups, bridges, and the interview that links most."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.measurement import connectivity, model
from scorecards.measurement.model import MEDIANS

EDGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=18)


def panels(shared: int) -> list[tuple]:
    """Two panels of two raters and four candidates each; ``shared`` candidates of the first meet the second too."""
    raters = {0: ("a", "b"), 1: ("c", "d")}
    met = {(c, r) for c in range(8) for r in raters[c // 4]} | {(c, r) for c in range(shared) for r in raters[1]}
    draw = np.random.default_rng(2)
    return [(c, r, k, int(draw.integers(1, 6))) for c, r in sorted(met) for k in ("empathy", "clarity")]


def test_no_edges_no_groups():
    assert connectivity.components([]) == []
    assert connectivity.articulation_candidates([]) == []


def test_groups_name_both_sides_in_stable_order():
    edges = [("Dan", 2), ("Ana", 1), ("Boris", 2), ("Cristina", 1), ("Cristina", 3)]
    assert connectivity.components(edges) == [(("Ana", "Cristina"), (1, 3)), (("Boris", "Dan"), (2,))]
    assert connectivity.components(edges[::-1]) == connectivity.components(edges)


def test_a_rater_may_bear_the_id_of_a_candidate():
    assert connectivity.components([("x", "y"), ("y", "z")]) == [(("x",), ("y",)), (("y",), ("z",))]


@settings(max_examples=50, deadline=None)
@given(EDGES)
def test_a_bridge_is_a_candidate_without_whom_there_are_more_parts(edges):
    """Checked against removing each candidate and counting again; raters left alone count as parts."""

    def parts(left: list) -> int:
        return len(connectivity.components(left))

    expected = []
    for one in sorted({candidate for candidate, _rater in edges}):
        left = [edge for edge in edges if edge[0] != one]
        alone = {rater for _candidate, rater in edges} - {rater for _candidate, rater in left}
        own = [edge for edge in edges if edge[0] == one]
        if parts(left) + len(alone) > parts(edges) - (len(own) == 0):
            expected.append(one)
    assert connectivity.articulation_candidates(edges) == expected


def test_a_long_chain_is_walked_without_recursion():
    chain = [(one, one + step) for one in range(5000) for step in (0, 1)]
    assert connectivity.articulation_candidates(chain) == list(range(5000))


def test_the_weakest_pair_of_two_islands_lies_across():
    weakest = connectivity.largest_share(model.solve(panels(0), MEDIANS))
    assert {weakest.a // 4, weakest.b // 4} == {0, 1}
    assert weakest.share > connectivity.AMBER_SHARE


def test_more_shared_candidates_lower_the_largest_share():
    shares = [connectivity.largest_share(model.solve(panels(shared), MEDIANS)).share for shared in range(4)]
    assert shares == sorted(shares, reverse=True)


def test_the_best_extra_interview_joins_two_islands():
    ratings = panels(0)
    best = connectivity.best_extra_interview(ratings, MEDIANS)
    assert (best.candidate < 4) == (best.rater in ("c", "d"))
    joined = [*ratings, *((best.candidate, best.rater, kind, 3) for kind in ("empathy", "clarity"))]
    assert len(model.solve(joined, MEDIANS).groups) == 1
    assert best.after < best.before == connectivity.largest_share(model.solve(ratings, MEDIANS)).share


def test_no_other_interview_would_lower_the_largest_share_more():
    ratings = panels(1)
    best = connectivity.best_extra_interview(ratings, MEDIANS)
    held = {(row[0], row[1]) for row in ratings}
    for one, other in {(c, r) for c in range(8) for r in "abcd"} - held:
        more = [*ratings, *((one, other, kind, 3) for kind in ("empathy", "clarity"))]
        assert connectivity.largest_share(model.solve(more, MEDIANS)).share >= best.after - 1e-12


def test_of_very_many_interviews_only_those_of_the_weakest_pair_are_tried(monkeypatch):
    ratings = panels(0)
    weakest = connectivity.largest_share(model.solve(ratings, MEDIANS))
    monkeypatch.setattr(connectivity, "EVERY_INTERVIEW", 3)
    best = connectivity.best_extra_interview(ratings, MEDIANS)
    assert best.candidate in (weakest.a, weakest.b)
    assert best.after < best.before


@pytest.mark.parametrize("ratings", [[("Ana", "r", "k", 3)], [("Ana", "r", "k", 3), ("Boris", "r", "k", 4)]])
def test_nothing_is_suggested_when_nobody_is_left_to_meet(ratings):
    assert connectivity.best_extra_interview(ratings, MEDIANS) is None
