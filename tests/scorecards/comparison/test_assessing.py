import pytest

from scorecards.domain.assessing import Item, Voice, assess, coverage_in_percent

COMPLAINTS = Item(id=1, name="Complaints", required=4, weight=60.0, must_have=True)
FOCUS = Item(id=2, name="Focus", required=2, weight=40.0, must_have=False)
GRID = (COMPLAINTS, FOCUS)


def voice(level, *, item=1, rater=1, stage_order=2, card=1, application=9, independent=True):
    return Voice(application, item, rater, level, stage_order, card, card * 100 + item, independent)


def assessed(*voices):
    return assess(GRID, voices)[9]


def test_a_cell_is_the_unrounded_mean_of_its_raters_with_lowest_and_highest():
    cell = assessed(voice(2, rater=1), voice(4, rater=2), voice(5, rater=3)).cells[0]
    assert cell.mean == pytest.approx(11 / 3)
    assert (cell.low, cell.high, cell.raters) == (2, 5, 3)


def test_not_observed_never_enters_a_mean():
    cell = assessed(voice(4, rater=1), voice(None, rater=2)).cells[0]
    assert (cell.mean, cell.raters) == (4, 1)


def test_a_competency_nobody_observed_is_missing_and_not_zero():
    cell = assessed(voice(None)).cells[0]
    assert (cell.mean, cell.low, cell.high, cell.raters, cell.gap) == (None, None, None, 0, None)


def test_of_two_observations_by_one_rater_the_later_stage_counts_and_both_are_kept():
    cell = assessed(voice(2, stage_order=2, card=1), voice(5, stage_order=3, card=2)).cells[0]
    assert (cell.mean, cell.raters) == (5, 1)
    assert [one.level for one in cell.voices] == [2, 5]


def test_a_later_not_observed_does_not_take_back_what_the_rater_saw():
    cell = assessed(voice(4, stage_order=2, card=1), voice(None, stage_order=3, card=2)).cells[0]
    assert (cell.mean, cell.raters) == (4, 1)


def test_fit_counts_up_to_the_required_level_over_the_observed_weight():
    # 60 x min(2, 4)/4 + 40 x min(5, 2)/2 over 100
    assert assessed(voice(2, item=1), voice(5, item=2)).fit == pytest.approx(0.7)


def test_fit_leaves_out_what_nobody_observed():
    assert assessed(voice(2, item=1), voice(None, item=2)).fit == pytest.approx(0.5)


def test_there_is_no_fit_when_nothing_was_observed():
    assert assessed(voice(None, item=1)).fit is None


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, 0), (0.696, 69), (0.7, 70), (0.1 + 0.2 + 0.4, 70), (0.57, 57), (0.9999, 99), (1.0, 100)]
)
def test_coverage_is_rounded_down_so_that_it_never_says_the_share_that_was_missed(share, said):
    assert coverage_in_percent(share) == said


def test_coverage_is_the_share_of_weight_observed():
    assert assessed(voice(2, item=2)).coverage == pytest.approx(0.4)


def test_gap_is_what_is_missing_to_the_required_level():
    complaints, focus = assessed(voice(3, item=1), voice(5, item=2)).cells
    assert (complaints.gap, focus.gap) == (1, 0)


def test_must_haves_are_below_or_unknown():
    below = assessed(voice(3, item=1), voice(1, item=2))
    assert [cell.item for cell in below.must_haves_below] == [COMPLAINTS]
    unknown = assessed(voice(1, item=2))
    assert [cell.item for cell in unknown.must_haves_unknown] == [COMPLAINTS]


@pytest.mark.parametrize(
    ("levels", "mixed"), [((4, 4), False), ((3, 4), True), ((4, 5), False), ((2, 3), False), ((1, 3), True)]
)
def test_raters_disagree_across_the_required_level_or_by_more_than_one_step(levels, mixed):
    voices = [voice(level, rater=rater) for rater, level in enumerate(levels)]
    assert assessed(*voices).cells[0].mixed is mixed


def test_raters_are_counted_once_over_the_whole_grid():
    assert assessed(voice(3, item=1, rater=1), voice(3, item=2, rater=1), voice(3, item=2, rater=2)).raters == 2


def test_whoever_observed_nothing_is_no_rater():
    assert assessed(voice(3, item=1, rater=1), voice(None, item=1, rater=2), voice(None, item=2, rater=2)).raters == 1
