from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competencies.models import GridItem, GridQuestion
from recruiting.enums import Method, Reveal, Scope
from recruiting.models.vacancy import Vacancy


class Stage(models.Model):
    """A step of one vacancy, copied from the template; later edits of the template never reach it."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), blank=True)
    scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.CANDIDATE)
    method = models.CharField(max_length=12, choices=Method.choices)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    day_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    requires_scorecards = models.BooleanField(default=False)
    reveal = models.CharField(max_length=12, choices=Reveal.choices, default=Reveal.AFTER_OWN)
    covers = models.ManyToManyField(GridItem, blank=True, related_name="stages")

    class Meta:
        ordering = ["vacancy", "order"]
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "key"], name="stage_key_unique"),
            models.UniqueConstraint(fields=["vacancy", "order"], name="stage_order_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class KitQuestion(models.Model):
    """A question of the stage's kit, in order; the text is the copy in the published grid."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="kit")
    question = models.ForeignKey(GridQuestion, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["stage", "order"]
        constraints = [models.UniqueConstraint(fields=["stage", "order"], name="kit_order_unique")]

    def __str__(self) -> str:
        return f"{self.stage_id}/{self.order}"


class StageCheck(models.Model):
    """Append-only: a stage about the vacancy, or about one person after the hire, was done, or is not done after all.

    The latest row says how it stands. `application` is the hired person of a stage after the hire, else none.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="checks")
    application = models.ForeignKey("Application", null=True, on_delete=models.PROTECT, related_name="checks")
    done = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.stage_id} {'done' if self.done else 'not done'}"
