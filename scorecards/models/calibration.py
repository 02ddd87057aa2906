from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalibrationNotice(models.Model):
    """That a person read how figures about their own rating are made; before it none are kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calibration_notice")
    version = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.version}"


class CalibrationLead(models.Model):
    """Who talks with interviewers about their ratings, and so may read everybody's figures."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leads_calibration")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"


class RaterFigures(models.Model):
    """How one person rates beside colleagues on the same candidates: one row a person, replaced each night.

    `figures`: indicator -> {value, low, high, have, minimum, withheld}, as in scorecards/measurement/diagnostics.py.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rater_figures")
    ratings = models.PositiveIntegerField()
    since = models.DateField()
    figures = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("figures of a rater")

    def __str__(self) -> str:
        return f"{self.user_id}"
