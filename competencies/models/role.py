from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import PayPeriod, RoleFamily, RoleLevel, StatementKind, TaxBasis
from competencies.models.library import Competency


class Role(models.Model):
    """A post: a family at a level. Lists (alternative titles, outcomes, KPIs) have one entry a line."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    family = models.SlugField(_("family"), max_length=60)
    level = models.CharField(_("level"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=150)
    alternative_titles = models.TextField(_("also called"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    outcomes = models.TextField(_("outcomes"), blank=True)
    kpis = models.TextField(_("KPIs"), blank=True)
    experience = models.TextField(_("experience"), blank=True)
    experience_from = models.PositiveSmallIntegerField(_("years of experience from"), null=True, blank=True)
    experience_to = models.PositiveSmallIntegerField(_("years of experience to"), null=True, blank=True)
    schedule = models.TextField(_("schedule"), blank=True)
    work_format = models.TextField(_("format of work"), blank=True)
    pay_from = models.DecimalField(_("pay from"), max_digits=12, decimal_places=2, null=True, blank=True)
    pay_to = models.DecimalField(_("pay to"), max_digits=12, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(_("currency"), max_length=3, blank=True)
    pay_period = models.CharField(_("pay period"), max_length=5, choices=PayPeriod.choices, default=PayPeriod.MONTH)
    pay_year = models.PositiveSmallIntegerField(_("year of the pay figures"), null=True, blank=True)
    pay_tax = models.CharField(_("tax basis"), max_length=7, choices=TaxBasis.choices, default=TaxBasis.UNKNOWN)
    bonus_percent_max = models.PositiveSmallIntegerField(_("bonus ceiling, per cent"), null=True, blank=True)

    class Meta:
        ordering = ["family", "pk"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["family", "level"],
                name="role_family_level_unique",
                violation_error_message=_("This family already has a role of this level."),
            ),
            models.CheckConstraint(
                condition=Q(pay_from__isnull=True) | Q(pay_to__isnull=True) | Q(pay_from__lte=F("pay_to")),
                name="role_pay_range_ordered",
                violation_error_message=_("The pay range ends below its beginning."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def level_name(self) -> str:
        """The level in words; the title where the family has no levels."""
        return str(RoleLevel(self.level).label) if self.level in RoleLevel.values else self.level or self.title

    @property
    def family_name(self) -> str:
        return str(RoleFamily(self.family).label) if self.family in RoleFamily.values else self.title


class RoleStatement(models.Model):
    """One duty, skill, requirement, right or liability of a role, in order."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="statements")
    kind = models.CharField(max_length=12, choices=StatementKind.choices)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    competency = models.ForeignKey(Competency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["role", "kind", "order"]
        constraints = [models.UniqueConstraint(fields=["role", "kind", "order"], name="statement_order_unique")]

    def __str__(self) -> str:
        return self.text


class PayFigure(models.Model):
    """What one city or one vacancy paid for the role: a figure to compare with, never a promise."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="pay_figures")
    order = models.PositiveSmallIntegerField()
    city = models.CharField(_("city"), max_length=100)
    pay_from = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_to = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(max_length=3)
    pay_period = models.CharField(max_length=5, choices=PayPeriod.choices, default=PayPeriod.MONTH)
    pay_year = models.PositiveSmallIntegerField(null=True, blank=True)
    pay_tax = models.CharField(max_length=7, choices=TaxBasis.choices, default=TaxBasis.UNKNOWN)

    class Meta:
        ordering = ["role", "order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_from__isnull=True) | Q(pay_to__isnull=True) | Q(pay_from__lte=F("pay_to")),
                name="pay_figure_ordered",
            ),
            models.CheckConstraint(
                condition=Q(pay_from__isnull=False) | Q(pay_to__isnull=False), name="pay_figure_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.city
