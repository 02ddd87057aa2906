import pytest
from django.urls import reverse

from scorecards.domain.charts import interval_marks
from scorecards.domain.comparing import compare
from scorecards.domain.uncertainty import pictures
from tests.factories import make_application, make_card, make_interview

pytestmark = pytest.mark.django_db


def met(world, *given, name=""):
    """A candidate with one card per (interviewer's number, levels)."""
    return world.rated(*(levels for _rater, levels in given), name=name, by=tuple(rater for rater, _levels in given))


def pool(world):
    """Four candidates in a ring of four interviewers; the first two interviewers rate two levels below the others."""
    return [
        met(world, (0, [2, 2]), (1, [2, 2]), name="Met by the low raters"),
        met(world, (1, [2, 2]), (2, [4, 4])),
        met(world, (2, [4, 4]), (3, [4, 4]), name="Met by the high raters"),
        met(world, (3, [4, 4]), (0, [2, 2])),
    ]


def drawn(world):
    return pictures(compare(vacancy=world.vacancy, user=world.manager))


def bars(picture):
    return {bar.column.application.pk: bar for bar in picture.bars}


def test_scores_are_corrected_towards_each_other_and_say_in_which_direction(world):
    low, _one, high, _other = pool(world)
    (picture,) = drawn(world)
    found = bars(picture)
    assert picture.corrected
    assert (found[low.pk].raised, found[low.pk].lowered) == (True, False)
    assert (found[high.pk].raised, found[high.pk].lowered) == (False, True)
    assert found[low.pk].correction == pytest.approx(-found[high.pk].correction)


def test_a_score_stands_inside_its_interval_which_is_the_models_at_95_per_cent_on_the_scale(world):
    pool(world)
    comparison = compare(vacancy=world.vacancy, user=world.manager)
    for pk, bar in bars(pictures(comparison)[0]).items():
        low, high = comparison.solution.candidates[pk].interval(0.95)
        level = comparison.solution.level
        assert (bar.low, bar.high) == (max(1, level + low), min(5, level + high))
        assert bar.low < bar.score < bar.high


def test_two_candidates_are_too_few_to_correct_so_plain_means_are_drawn(world):
    world.rated([2, 4], [3, 3])
    world.rated([5, 5], [4, 4])
    (picture,) = drawn(world)
    assert not picture.corrected
    assert [(bar.mean, bar.score, bar.marks.span) for bar in picture.bars] == [(4.5, None, None), (3.0, None, None)]
    assert (picture.chances, picture.weakest) == ((), None)


def test_one_rater_each_is_too_little_overlap_to_correct(world):
    for _ in range(4):
        world.rated([3, 4])
    assert [picture.corrected for picture in drawn(world)] == [False]


def test_candidates_without_a_shared_rater_get_pictures_of_their_own(world):
    first, second = met(world, (0, [3, 3])), met(world, (1, [5, 5]))
    found = drawn(world)
    assert [list(bars(picture)) for picture in found] == [[first.pk], [second.pk]]
    assert [picture.number for picture in found] == [1, 2]


def test_whoever_has_too_little_observed_gets_no_score_and_no_chance(world):
    pool(world)
    short = world.rated([None, 4], [None, 5])
    (picture,) = drawn(world)
    assert short.pk not in bars(picture)
    assert [column.application for column in picture.without_score] == [short]


def test_candidates_of_one_place_are_boxed_and_the_others_stand_alone(world):
    for levels in ([4, 4], [4, 4], [3, 1]):
        world.rated(levels, levels)
    (picture,) = drawn(world)
    assert [(cluster.equal, len(cluster.bars)) for cluster in picture.clusters] == [(True, 2), (False, 1)]


def test_chances_fill_the_upper_half_and_say_which_pairs_are_practically_equal(world):
    for levels in ([4, 4], [4, 4], [3, 1]):
        world.rated(levels, levels)
    comparison = compare(vacancy=world.vacancy, user=world.manager)
    first, second = pictures(comparison)[0].chances
    last = comparison.columns[-1].application.pk
    better = comparison.solution.probability_better(comparison.columns[0].application.pk, last)
    assert [(chance.better, chance.equal) for chance in first.chances] == [(0.5, True), (better, False)]
    assert second.chances[0] is None
    assert better > 0.65


def test_a_pair_that_leans_on_how_strict_the_interviewers_are_is_named(world):
    one = [met(world, (0, [3, 3]), (1, [3, 3])) for _ in range(3)]
    bridge = met(world, (1, [3, 3]), (2, [3, 3]))
    other = [met(world, (2, [3, 3]), (3, [3, 3])) for _ in range(3)]
    (picture,) = drawn(world)
    sides = [{row.pk for row in side} for side in (one, other)]
    weakest = {picture.weakest.one.application.pk, picture.weakest.other.application.pk}
    assert [len(weakest & side) for side in sides] == [1, 1]
    assert bridge.pk not in weakest


def test_a_well_connected_pool_needs_no_such_warning(world):
    for levels in ([4, 4], [4, 3], [3, 1]):
        world.rated(levels, levels, levels)
    assert drawn(world)[0].weakest is None


def test_an_interval_that_leaves_the_scale_ends_without_a_cap():
    marks = interval_marks(4.6, 4.8, (4.0, 5.6))
    assert marks.span == ("72.5%", "95.0%")
    assert marks.caps == ("72.5%",)


def test_a_hidden_rating_changes_no_picture_of_a_blind_person(world):
    pool(world)
    blind = world.rated([5, 5])
    interview = make_interview(blind, world.manager)
    before = drawn(world)
    make_card(interview, world.interviewers[2], levels=[1, 1])
    assert drawn(world) == before
    assert blind.pk not in bars(before[0])


def page_of(client, world):
    client.force_login(world.manager)
    return client.get(reverse("scorecards:compare", args=[world.vacancy.pk])).content.decode()


def test_the_page_says_size_and_direction_of_a_correction_in_words(client, world):
    pool(world)
    page = page_of(client, world)
    part = page[page.index('id="scores"') :]
    assert "these interviewers rate lower than colleagues on the same candidates" in part
    assert "these interviewers rate higher than colleagues on the same candidates" in part
    assert "How likely one is better than another" in part
    assert "too strict" not in page


def test_the_page_says_when_nothing_is_corrected(client, world):
    world.rated([3, 4])
    make_application(world.vacancy)
    page = page_of(client, world)
    assert "Not corrected: too little overlap" in page[page.index('id="scores"') :]
    assert "corrected score, 95 % interval" not in page
