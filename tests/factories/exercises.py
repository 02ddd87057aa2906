"""Exercises in the kit of a stage, with the sheets that tests look at."""

from competencies.domain.sheets import COPIED, sheet_of
from competencies.enums import ExerciseKind, Verdict
from competencies.models import ClientType, Criterion, Exercise, Indicator, ScoreBand, ScoreCategory
from recruiting.models import KitExercise, Stage
from tests.factories.library import in_all
from tests.factories.shelf import make_exercise


def make_kit_exercise(stage: Stage, exercise: Exercise | None = None) -> KitExercise:
    """The exercise copied into the stage's kit as opening a vacancy does it."""
    exercise = Exercise.objects.prefetch_related(*COPIED).get(pk=(exercise or make_chat()).pk)
    order = stage.exercises.count() + 1
    return KitExercise.objects.create(
        stage=stage, exercise=exercise, order=order, kind=exercise.kind, sheet=sheet_of(exercise)
    )


def make_chat() -> Exercise:
    """A chat with two criteria and two types of clients."""
    exercise = make_exercise("Chat", kind=ExerciseKind.CHAT_TRIAL)
    for order, name in enumerate(["Notices the mood", "Keeps promises"], start=1):
        Criterion.objects.create(exercise=exercise, order=order, **in_all("name", name))
    for order, name in enumerate(["Rude", "Silent"], start=1):
        ClientType.objects.create(
            exercise=exercise, order=order, **in_all("name", name), **in_all("behaviour", f"Plays {name}.")
        )
    return exercise


def make_test(*bands: tuple[int, int, Verdict, str]) -> Exercise:
    """A test with a number; without `bands` both ends of its scale fail."""
    exercise = make_exercise("Sociability", kind=ExerciseKind.TEST, **in_all("unit", "points"))
    ends = [(0, 3, Verdict.FAIL, "Talks too much"), (4, 24, Verdict.PASS, "Normal"), (25, 32, Verdict.FAIL, "Closed")]
    for order, (low, high, verdict, label) in enumerate(bands or ends, start=1):
        ScoreBand.objects.create(
            exercise=exercise, order=order, low=low, high=high, verdict=verdict, **in_all("label", label)
        )
    return exercise


def make_categories(*, indicators: int = 0) -> Exercise:
    """A test whose outcome is a word, or a word for each indicator."""
    exercise = make_exercise("Mindset", kind=ExerciseKind.TEST)
    words = [("high", Verdict.PASS), ("medium", Verdict.ACCEPTABLE), ("low", Verdict.FAIL)]
    for order, (key, verdict) in enumerate(words, start=1):
        ScoreCategory.objects.create(
            exercise=exercise, order=order, key=key, verdict=verdict, **in_all("label", key.title())
        )
    for order in range(1, indicators + 1):
        Indicator.objects.create(exercise=exercise, order=order, key=f"side_{order}", **in_all("name", f"Side {order}"))
    return exercise
