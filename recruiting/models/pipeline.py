"""Templates: copied into a vacancy when it opens, never read by a running one."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import Section
from competencies.models import Competency, Question
from recruiting.enums import Method, PipelineAct, ReasonKind, Reveal, Scope


class PipelineQuerySet(models.QuerySet["PipelineTemplate"]):
    def usable(self) -> "PipelineQuerySet":
        """Pipelines from which a vacancy can be opened."""
        stages = StageTemplate.objects.filter(pipeline=OuterRef("pk"), scope=Scope.CANDIDATE)
        return self.filter(Exists(stages), retired_at=None)


class PipelineTemplate(models.Model):
    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    days = models.PositiveSmallIntegerField(_("usual length in days"), default=14)
    revision = models.PositiveIntegerField(default=0)  # raised at every change, so that two editors see each other
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PipelineQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("pipeline")
        constraints = [models.CheckConstraint(condition=Q(days__gte=1), name="pipeline_lasts_a_day")]

    def __str__(self) -> str:
        return self.name


class StageTemplate(models.Model):
    """One step of a pipeline and what of the vacancy's grid it looks at.

    `covers_all` means every competency, `covers_sections` those of these sections, `covers` a chosen few beside them.
    """

    pipeline = models.ForeignKey(PipelineTemplate, on_delete=models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("purpose"), blank=True)
    scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.CANDIDATE)
    method = models.CharField(max_length=12, choices=Method.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    day_limit = models.PositiveSmallIntegerField(_("day limit"), null=True, blank=True)
    requires_scorecards = models.BooleanField(_("scorecards gate the next move"), default=False)
    reveal = models.CharField(max_length=12, choices=Reveal.choices, default=Reveal.AFTER_OWN)
    covers_all = models.BooleanField(default=False)
    covers_sections = ArrayField(models.CharField(max_length=20, choices=Section.choices), default=list, blank=True)
    covers = models.ManyToManyField(Competency, blank=True, related_name="+")
    questions = models.ManyToManyField(Question, blank=True, related_name="+")

    class Meta:
        ordering = ["pipeline", "order"]
        constraints = [models.UniqueConstraint(fields=["pipeline", "key"], name="stage_template_key_unique")]

    def __str__(self) -> str:
        return self.name


class PipelineChange(models.Model):
    """Append-only: who changed a pipeline, in what act, and what it held afterwards."""

    pipeline = models.ForeignKey(PipelineTemplate, on_delete=models.PROTECT, related_name="changes")
    act = models.CharField(max_length=14, choices=PipelineAct.choices)
    subject = models.CharField(max_length=120, blank=True)  # the stage or the pipeline it was about
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.pipeline_id} {self.act}"


class OutcomeReason(models.Model):
    """A coded reason why an application or a vacancy was closed."""

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=14, choices=ReasonKind.choices)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["kind", "order", "pk"]

    def __str__(self) -> str:
        return self.text
