"""The sheet of an exercise as a copy: complete, in three languages, and read by bands and categories."""

import pytest
from django.utils import translation

from competencies.domain.sheets import COPIED, read_sheet, sheet_of
from competencies.enums import ExerciseKind, Verdict
from competencies.models import Exercise, Indicator, ScoreBand, ScoreCategory
from tests.factories.library import in_all
from tests.factories.shelf import make_exercise

pytestmark = pytest.mark.django_db


def sociability() -> Exercise:
    """A test both of whose ends fail."""
    exercise = make_exercise("Sociability", kind=ExerciseKind.TEST, **in_all("unit", "points"))
    bands = [(0, 3, Verdict.FAIL, "Talks too much"), (4, 24, Verdict.PASS, "Normal"), (25, 32, Verdict.FAIL, "Closed")]
    for order, (low, high, verdict, label) in enumerate(bands, start=1):
        ScoreBand.objects.create(
            exercise=exercise, order=order, low=low, high=high, verdict=verdict, **in_all("label", label)
        )
    return exercise


def copied(exercise: Exercise) -> dict:
    return sheet_of(Exercise.objects.prefetch_related(*COPIED).get(pk=exercise.pk))


@pytest.mark.parametrize(
    ("score", "verdict"), [(0, "fail"), (3, "fail"), (4, "pass"), (24, "pass"), (25, "fail"), (32, "fail"), (33, None)]
)
def test_more_is_not_always_better(score, verdict):
    band = read_sheet(copied(sociability())).band(score)
    assert (band and band.verdict) == verdict


def test_no_score_has_no_band():
    assert read_sheet(copied(sociability())).band(None) is None


def test_the_copy_speaks_the_language_of_the_page():
    copy = copied(sociability())
    with translation.override("ru"):
        assert read_sheet(copy).bands[0].label == "Talks too much [ru]"


def test_a_language_without_a_text_borrows_one():
    copy = copied(sociability())
    copy["name"]["ro"] = ""
    with translation.override("ro"):
        assert read_sheet(copy).name == copy["name"]["en"]


def test_categories_and_indicators_keep_their_order_and_keys():
    exercise = make_exercise("Feelings", kind=ExerciseKind.TEST)
    for order, key in enumerate(["high", "low"], start=1):
        ScoreCategory.objects.create(
            exercise=exercise, order=order, key=key, verdict=Verdict.PASS, **in_all("label", key)
        )
        Indicator.objects.create(exercise=exercise, order=order, key=f"side_{order}", **in_all("name", f"Side {order}"))
    sheet = read_sheet(copied(exercise))
    assert [one.key for one in sheet.categories] == ["high", "low"]
    assert [one.key for one in sheet.indicators] == ["side_1", "side_2"]
