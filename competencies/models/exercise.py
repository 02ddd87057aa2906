"""Exercises and tests: what the candidate does, how long it takes, and how its outcome is read."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import ExerciseKind, Verdict
from competencies.models.library import Competency


class Exercise(models.Model):
    """Minutes are the longest; `..._from` is the shortest where the time is a range. Lists of a scenario keep lines."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ExerciseKind.choices)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"))
    scenario = models.TextField(_("scenario"))
    prep_minutes_from = models.PositiveSmallIntegerField(null=True, blank=True)
    prep_minutes = models.PositiveSmallIntegerField(_("minutes to prepare"), default=0)
    minutes_from = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    feedback_minutes = models.PositiveSmallIntegerField(_("minutes of feedback"), default=0)
    unit = models.CharField(_("unit of the score"), max_length=60, blank=True)

    class Meta:
        ordering = ["kind", "key"]
        verbose_name = _("exercise")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_from__isnull=True) | Q(minutes_from__lte=F("minutes")),
                name="exercise_minutes_ordered",
            ),
            models.CheckConstraint(
                condition=Q(prep_minutes_from__isnull=True) | Q(prep_minutes_from__lte=F("prep_minutes")),
                name="exercise_prep_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExerciseLine(models.Model):
    """A line of one of the exercise's lists, in order."""

    order = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["exercise", "order"]


class Criterion(ExerciseLine):
    """A line of the scoring sheet."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=200)
    competency = models.ForeignKey(Competency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class ScoreBand(ExerciseLine):
    """Scores from `low` to `high`, both included. More is not always better: both ends of a scale may fail."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="bands")
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    label = models.CharField(max_length=200)

    class Meta(ExerciseLine.Meta):
        constraints = [models.CheckConstraint(condition=Q(low__lte=F("high")), name="score_band_ordered")]

    def __str__(self) -> str:
        return f"{self.low}-{self.high}: {self.verdict}"


class ScoreCategory(ExerciseLine):
    """An outcome that is a word and no number, from the preferred one down."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="categories")
    key = models.SlugField(max_length=60)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.label


class Indicator(ExerciseLine):
    """A side of a test that is judged by itself; indicators are never added up."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="indicators")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class ClientType(ExerciseLine):
    """A kind of client whom a colleague plays."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="client_types")
    name = models.CharField(max_length=120)
    behaviour = models.TextField()

    def __str__(self) -> str:
        return self.name
