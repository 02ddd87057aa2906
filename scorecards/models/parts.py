"""What a scorecard holds beside its ratings: critical errors, sheets of exercises, checked claims."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from recruiting.enums import ClaimState
from recruiting.models import Claim, KitExercise
from scorecards.enums import CriticalKind
from scorecards.models.card import Scorecard


class CriticalError(models.Model):
    """Something that weighs more than any level: what kind it was and what happened. A person decides what follows."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="critical_errors")
    kind = models.CharField(max_length=10, choices=CriticalKind.choices)
    what = models.TextField(_("what happened"), blank=True, max_length=20_000)

    class Meta:
        ordering = ["scorecard", "pk"]
        constraints = [models.UniqueConstraint(fields=["scorecard", "kind"], name="critical_error_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.scorecard_id} {self.kind}"


class ExerciseResult(models.Model):
    """One exercise of the kit as this interviewer saw it.

    `marks` maps a line of the sheet to "1".."5" or "none", an indicator ("i-key") to a category, and "category" to one;
    `score` is the number of a test. Lines of the sheet are evidence: they are never added up to a level.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="results")
    exercise = models.ForeignKey(KitExercise, on_delete=models.PROTECT, related_name="results")
    score = models.PositiveIntegerField(null=True, blank=True)
    marks = models.JSONField(default=dict)
    note = models.TextField(blank=True, max_length=20_000)

    class Meta:
        ordering = ["scorecard", "exercise__order"]
        constraints = [models.UniqueConstraint(fields=["scorecard", "exercise"], name="exercise_result_once")]

    def __str__(self) -> str:
        return f"{self.scorecard_id} {self.exercise_id}"


class ClaimMark(models.Model):
    """What this interviewer found about a claim of the candidate. It reaches the claim when the card is sealed."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="claim_marks")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ClaimState.choices)
    evidence = models.TextField(blank=True, max_length=5_000)

    class Meta:
        ordering = ["scorecard", "claim"]
        constraints = [models.UniqueConstraint(fields=["scorecard", "claim"], name="claim_mark_once")]

    def __str__(self) -> str:
        return f"{self.scorecard_id} {self.claim_id}"
