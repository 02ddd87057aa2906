from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def at(self, moment) -> "AbsenceQuerySet":
        """Absences that are on at the moment."""
        return self.filter(period__contains=moment, called_off_at=None)

    def to_come(self, moment) -> "AbsenceQuerySet":
        """Absences that are on or still to come, soonest first."""
        return self.filter(period__endswith__gt=moment, called_off_at=None).order_by("first_day", "pk")


class Absence(models.Model):
    """Days on which a person is away, and who stands in. `period` is the days as moments on the person's own clock."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    period = DateTimeRangeField(editable=False)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stands_in",
        verbose_name=_("who stands in"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(substitute=None) | ~Q(substitute=F("user")), name="absence_substitute_is_another"
            ),
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[("user", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(called_off_at=None),
                violation_error_message=_("There is a leave in these days already."),
            ),
        ]
        indexes = [models.Index(fields=["substitute"], name="absence_by_substitute")]

    def __str__(self) -> str:
        return f"absence {self.pk}"
