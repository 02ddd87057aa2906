"""What suggests weights without changing any: presets by kind of employer, and what vacancies of the market name."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import country_name
from competencies.enums import Basis, Precision
from competencies.models.library import Competency
from competencies.models.role import Role


class WeightPreset(models.Model):
    """How weights shift with the kind of employer; levels and must-haves stay."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"))

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class PresetMultiplier(models.Model):
    """One competency of a preset. `basis` says whether published practice or this library proposes the direction."""

    preset = models.ForeignKey(WeightPreset, on_delete=models.CASCADE, related_name="multipliers")
    order = models.PositiveSmallIntegerField()
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")
    multiplier = models.DecimalField(
        max_digits=3, decimal_places=2, validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(2)]
    )
    basis = models.CharField(max_length=8, choices=Basis.choices)
    reason = models.TextField()

    class Meta:
        ordering = ["preset", "order"]
        constraints = [models.UniqueConstraint(fields=["preset", "competency"], name="preset_competency_once")]

    def __str__(self) -> str:
        return f"{self.competency} x{self.multiplier}"


class DemandSnapshot(models.Model):
    """What share of a role's vacancies named which skill at one time. One vacancy names several skills."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="demand")
    date = models.DateField(_("date"))
    precision = models.CharField(max_length=4, choices=Precision.choices, default=Precision.DAY)
    country = models.CharField(max_length=2, blank=True)
    source = models.TextField(_("source"), blank=True)
    how_to_use = models.TextField(blank=True)

    class Meta:
        ordering = ["role", "-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "date"],
                name="demand_once_a_date",
                violation_error_message=_("There is already a snapshot of this date."),
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def where(self) -> str:
        """The country in the reader's language, empty where none is noted."""
        return country_name(self.country)


class DemandSkill(models.Model):
    """A skill as the vacancies name it, with its share in per cent; `name` is its translation where there is one."""

    snapshot = models.ForeignKey(DemandSnapshot, on_delete=models.CASCADE, related_name="skills")
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=150)
    name = models.CharField(max_length=150, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2)
    competency = models.ForeignKey(Competency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["snapshot", "order"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "label"], name="demand_label_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=100), name="demand_share_is_per_cent"),
        ]

    def __str__(self) -> str:
        return self.label
