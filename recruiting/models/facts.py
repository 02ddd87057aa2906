"""What a vacancy was opened for: start dates, cost, the briefing on a leading role, and every change of these."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import Section
from recruiting.enums import Currency, Fact, Source
from recruiting.models.vacancy import Vacancy

AREAS = (Section.PEOPLE, Section.OPERATIONS, Section.CLIENTS, Section.BUSINESS_PROCESS, Section.PERSONAL)
"""The five areas of a leading role, in the order in which they are asked."""


class StartDate(models.Model):
    """How many of the openings are to start on a day; openings without a row have no wished day."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="starts")
    starts_on = models.DateField(_("desired start"))
    openings = models.PositiveSmallIntegerField(_("openings"))

    class Meta:
        ordering = ["vacancy", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "starts_on"], name="start_date_once"),
            models.CheckConstraint(condition=Q(openings__gte=1), name="start_date_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} x {self.openings}"


class Cost(models.Model):
    """Money spent on a vacancy, for a source or for all of them together; a mistake is taken out, never rewritten."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="costs")
    source = models.CharField(_("source"), max_length=14, choices=Source.choices, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, validators=[MinValueValidator(limit_value=0)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    what_for = models.CharField(_("what for"), max_length=150)
    spent_on = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["spent_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cost_is_an_amount"),
            models.CheckConstraint(
                condition=Q(taken_out_at__isnull=True, taken_out_by__isnull=True)
                | Q(taken_out_at__isnull=False, taken_out_by__isnull=False),
                name="cost_taken_out_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Briefing(models.Model):
    """What the employer asks of a leading role in one of the five areas."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="briefing")
    area = models.CharField(max_length=20, choices=[(area.value, area.label) for area in AREAS])
    text = models.TextField()

    class Meta:
        ordering = ["vacancy", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "area"], name="briefing_area_once"),
            models.CheckConstraint(condition=Q(text__regex=r"[^\s[:punct:][:digit:]]"), name="briefing_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id} {self.area}"


class FactChange(models.Model):
    """Append-only: one fact of a vacancy before and after, in the words the page shows."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="fact_changes")
    fact = models.CharField(max_length=20, choices=Fact.choices)
    was = models.TextField(blank=True)
    became = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.fact}: {self.was} -> {self.became}"
