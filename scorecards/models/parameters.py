from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorecards.measurement.system import Components


class FittedParameters(models.Model):
    """The model's five standard deviations, in scale points, as estimated once from ratings of ended vacancies.

    Append-only: a figure that stood on a version can be computed again from it. `family` is a role family, or empty
    for the whole organisation. `source` is the digest of the ratings, so that the same ratings are not fitted twice.
    """

    family = models.SlugField(max_length=60, blank=True)
    version = models.PositiveIntegerField()
    candidate = models.FloatField()
    candidate_competency = models.FloatField()
    rater = models.FloatField()
    candidate_rater = models.FloatField()
    residual = models.FloatField()
    ratings = models.PositiveIntegerField()
    candidates = models.PositiveIntegerField()
    raters = models.PositiveIntegerField()
    source = models.CharField(max_length=64)
    fitted_at = models.DateTimeField()

    class Meta:
        ordering = ["family", "-version"]
        verbose_name = _("parameters of the model")
        constraints = [
            models.UniqueConstraint(fields=["family", "version"], name="parameters_version_once"),
            models.CheckConstraint(
                condition=Q(
                    candidate__gte=0,
                    candidate_competency__gte=0,
                    rater__gte=0,
                    candidate_rater__gte=0,
                    residual__gt=0,
                ),
                name="parameters_are_deviations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family or 'organisation'} {self.version}"

    @property
    def components(self) -> Components:
        """The same as the measurement takes them."""
        return Components(
            candidate=self.candidate,
            candidate_competency=self.candidate_competency,
            rater=self.rater,
            candidate_rater=self.candidate_rater,
            residual=self.residual,
        )
