import pytest

from scorecards.domain.assessing import Item, Voice, assess
from scorecards.domain.ordering import Rule, Standing, order, standing

RULE = Rule(min_coverage=0.7, equal_low=0.35, equal_high=0.65)
MUST = Item(id=1, name="Must", required=3, weight=30.0, must_have=True)
PLAIN = Item(id=2, name="Plain", required=4, weight=70.0, must_have=False)


def assessed(**levels):
    """Assessments by application letter: a=(3, 4) means level 3 in the must-have and 4 in the plain one."""
    voices = [
        Voice(application, item, 1, level, 2, ord(application), 0)
        for application, given in levels.items()
        for item, level in zip((1, 2), given, strict=True)
    ]
    return assess((MUST, PLAIN), voices)


def never_equal(a, b):
    return 0.9


def by_table(table):
    return lambda a, b: table.get((a, b), 1 - table.get((b, a), 0.1))


def places(groups):
    return [[(place.number, place.applications) for place in group.places] for group in groups]


def test_candidates_stand_by_fit_highest_first():
    world = assessed(a=(3, 2), b=(3, 4), c=(3, 3))
    assert places(order(world, [("a", "b", "c")], RULE, never_equal)) == [[(1, ("b",)), (2, ("c",)), (3, ("a",))]]


def test_a_must_have_below_its_level_has_no_place_whatever_the_fit():
    world = assessed(a=(2, 4), b=(3, 1))
    group = order(world, [("a", "b")], RULE, never_equal)[0]
    assert (places([group]), group.below) == ([[(1, ("b",))]], ("a",))


def test_a_waived_shortfall_gives_the_place_back():
    world = assessed(a=(2, 4), b=(3, 1))
    group = order(world, [("a", "b")], RULE, never_equal, {"a": (1,)})[0]
    assert places([group]) == [[(1, ("a",)), (2, ("b",))]]


def test_an_unknown_must_have_or_too_little_coverage_has_no_place():
    world = assessed(a=(None, 4), b=(3, None), c=(3, 4))
    group = order(world, [("a", "b", "c")], RULE, never_equal)[0]
    assert (places([group]), set(group.not_enough)) == ([[(1, ("c",))]], {"a", "b"})


@pytest.mark.parametrize(("coverage", "expected"), [(0.30, Standing.PLACED), (0.31, Standing.NOT_ENOUGH)])
def test_coverage_exactly_at_the_declared_share_is_enough(coverage, expected):
    assert standing(assessed(b=(3, None))["b"], Rule(coverage, 0.35, 0.65)) == expected


@pytest.mark.parametrize("probability", [0.35, 0.5, 0.65])
def test_practically_equal_candidates_share_a_place_and_the_next_number_is_skipped(probability):
    world = assessed(a=(3, 4), b=(3, 3), c=(3, 2))
    better = by_table({("a", "b"): probability})
    assert places(order(world, [("a", "b", "c")], RULE, better)) == [[(1, ("a", "b")), (3, ("c",))]]


@pytest.mark.parametrize("probability", [0.34, 0.66])
def test_outside_the_band_places_are_not_shared(probability):
    world = assessed(a=(3, 4), b=(3, 3))
    assert len(order(world, [("a", "b")], RULE, by_table({("a", "b"): probability}))[0].places) == 2


def test_equality_is_measured_against_the_first_of_a_place_and_never_chained():
    world = assessed(a=(3, 4), b=(3, 3), c=(3, 2))
    better = by_table({("a", "b"): 0.6, ("b", "c"): 0.6, ("a", "c"): 0.8})
    assert places(order(world, [("a", "b", "c")], RULE, better)) == [[(1, ("a", "b")), (3, ("c",))]]


def test_without_a_model_only_the_same_fit_is_equal():
    world = assessed(a=(3, 4), b=(5, 5), c=(3, 3))
    groups = order(world, [("a", "b", "c")], RULE, lambda a, b: None)
    assert places(groups) == [[(1, ("a", "b")), (3, ("c",))]]


def test_groups_without_a_shared_rater_count_their_places_apart():
    world = assessed(a=(3, 4), b=(3, 2))
    assert places(order(world, [("a",), ("b",)], RULE, never_equal)) == [[(1, ("a",))], [(1, ("b",))]]
