"""Exercises of a stage, in order: chosen in the template, copied with their sheets when a vacancy opens."""

from django.db import models

from competencies.enums import ExerciseKind
from competencies.models import Exercise
from recruiting.models.pipeline import StageTemplate
from recruiting.models.stage import Stage


class TemplateExercise(models.Model):
    """An exercise in its place in a template's stage."""

    stage = models.ForeignKey(StageTemplate, on_delete=models.CASCADE, related_name="exercises")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["stage", "order"]
        constraints = [models.UniqueConstraint(fields=["stage", "exercise"], name="template_exercise_once")]

    def __str__(self) -> str:
        return f"{self.stage_id}/{self.order}"


class KitExercise(models.Model):
    """An exercise of the stage's kit. `sheet` is the copy made at opening; the database refuses to change it."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="exercises")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ExerciseKind.choices)
    sheet = models.JSONField()

    class Meta:
        ordering = ["stage", "order"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "order"], name="kit_exercise_order_unique"),
            models.UniqueConstraint(fields=["stage", "exercise"], name="kit_exercise_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}/{self.order}"
