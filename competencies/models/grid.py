"""A grid is a version of a role's requirements. The database itself refuses changes once it is published."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from competencies.enums import GridState, Level, QuestionFormat, Section
from competencies.models.library import Competency, Question
from competencies.models.role import Role


class GridQuerySet(models.QuerySet["Grid"]):
    def visible_to(self, user: User) -> "GridQuerySet":
        """Everybody reads what was published; drafts are seen by those who may change them."""
        return self if user.is_hr or user.is_administrator else self.exclude(state=GridState.DRAFT)

    def published(self) -> "GridQuerySet":
        return self.filter(state=GridState.PUBLISHED)

    def drafts(self) -> "GridQuerySet":
        return self.filter(state=GridState.DRAFT)


class Grid(models.Model):
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grids", verbose_name=_("role"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=GridState.choices, default=GridState.DRAFT)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supplement_share = models.PositiveSmallIntegerField(
        _("share of the supplement, per cent"), default=0, validators=[MaxValueValidator(90)]
    )
    note = models.TextField(_("what changed and why"), blank=True)
    warnings = models.TextField(_("what to beware of, one a line"), blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)  # raised at each save: a stale form is told
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = GridQuerySet.as_manager()

    class Meta:
        ordering = ["role", "-version"]
        verbose_name = _("grid")
        verbose_name_plural = _("grids")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "version"],
                name="grid_version_unique",
                violation_error_message=_("There is already a grid with this version."),
            ),
            models.UniqueConstraint(
                fields=["role"],
                condition=Q(state="draft"),
                name="grid_one_draft_per_role",
                violation_error_message=_("There is already a draft of this grid."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, digest="")
                | (Q(state__in=["published", "retired"], published_at__isnull=False) & ~Q(digest="")),
                name="grid_published_has_digest",
                violation_error_message=_("A draft has no digest; a published grid has a digest and a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.state == GridState.DRAFT


class GridItem(models.Model):
    """One required competency. Name, definition, anchors and questions are copied in when the grid is published."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="items")
    section = models.CharField(_("section"), max_length=20, choices=Section.choices, default=Section.CORE)
    order = models.PositiveSmallIntegerField(_("order"))
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+", verbose_name=_("competency"))
    required_level = models.PositiveSmallIntegerField(_("required level"), choices=Level.choices)
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )
    must_have = models.BooleanField(_("must-have"), default=False)
    name = models.CharField(max_length=120, blank=True, editable=False)
    definition = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["grid", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "competency"],
                name="grid_item_competency_once",
                violation_error_message=_("The grid already has this competency."),
            ),
            models.UniqueConstraint(
                fields=["grid", "order"],
                name="grid_item_order_unique",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two competencies of a grid cannot have the same place."),
            ),
            models.CheckConstraint(
                condition=Q(required_level__range=(1, 5)),
                name="grid_item_level_1_to_5",
                violation_error_message=_("A required level is 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100),
                name="grid_item_weight_range",
                violation_error_message=_("A weight is more than 0 and at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.competency)


class GridAnchor(models.Model):
    """The anchor as it was when the grid was published."""

    item = models.ForeignKey(GridItem, on_delete=models.CASCADE, related_name="anchors")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    text = models.TextField()

    class Meta:
        ordering = ["item", "level"]
        constraints = [models.UniqueConstraint(fields=["item", "level"], name="grid_anchor_one_per_level")]

    def __str__(self) -> str:
        return self.text


class GridQuestion(models.Model):
    """The question as it was when the grid was published."""

    item = models.ForeignKey(GridItem, on_delete=models.CASCADE, related_name="questions")
    question = models.ForeignKey(Question, null=True, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    checks = models.TextField()
    strong = models.TextField()
    weak = models.TextField()
    follow_ups = models.TextField(blank=True)
    format = models.CharField(max_length=20, choices=QuestionFormat.choices)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["item", "order"]
        constraints = [models.UniqueConstraint(fields=["item", "order"], name="grid_question_order_unique")]

    def __str__(self) -> str:
        return self.text
