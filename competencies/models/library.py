"""The library as it stands today. A published grid shows a copy, so an edit here never reaches a sealed card."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import SortKeyField
from competencies.enums import Category, Level, QuestionFormat


class CompetencyQuerySet(models.QuerySet["Competency"]):
    def alphabetical(self) -> "CompetencyQuerySet":
        """By name in the language of the page."""
        return self.order_by(f"name_sort_{get_language() or 'en'}", "pk")


class Competency(models.Model):
    """A quality or skill; its anchors say what is seen or heard at each level."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    name = models.CharField(_("name"), max_length=120)
    name_sort_en = SortKeyField(source="name_en")
    name_sort_ru = SortKeyField(source="name_ru")
    name_sort_ro = SortKeyField(source="name_ro")
    definition = models.TextField(_("definition"))
    # One of the few qualities that decide in this trade; comparisons show them first.
    deciding = models.BooleanField(_("deciding quality"), default=False)
    # A way of talking: high levels in these alone say little about how a head would lead.
    communication = models.BooleanField(_("communication"), default=False)

    objects = CompetencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")

    def __str__(self) -> str:
        return self.name


class Anchor(models.Model):
    """An observable behaviour that shows one level of a competency."""

    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="anchors")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    text = models.TextField(_("behaviour"))

    class Meta:
        ordering = ["competency", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "level"],
                name="anchor_one_per_level",
                violation_error_message=_("This level already has an anchor."),
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 5)),
                name="anchor_level_1_to_5",
                violation_error_message=_("A level is 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}/{self.level}"


class Question(models.Model):
    """A question with what it checks and what strong and weak answers show; follow-ups are one a line."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    text = models.TextField(_("question"))
    checks = models.TextField(_("what it checks"))
    strong = models.TextField(_("a strong answer"))
    weak = models.TextField(_("a weak answer"))
    follow_ups = models.TextField(_("follow-ups, one a line"), blank=True)
    format = models.CharField(_("format"), max_length=20, choices=QuestionFormat.choices)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=6, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    competencies = models.ManyToManyField(Competency, related_name="questions")

    class Meta:
        ordering = ["key"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.text
