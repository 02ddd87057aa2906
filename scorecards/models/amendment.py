from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import Level
from competencies.models import GridItem
from scorecards.enums import AmendReason, AmendSource, Recommendation
from scorecards.models.card import Scorecard, new_salt


class Amendment(models.Model):
    """A later change of a sealed card: the value before and after, why, by whom. The sealed card itself stays.

    Every computed figure keeps the first value, which was given alone; the amendment is shown beside it. Whoever may
    see the card may see its amendments, and nobody else. Append-only; `item` is None for the recommendation.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()  # 1, 2, … on this card: two at once cannot both take the next one
    item = models.ForeignKey(GridItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level_before = models.PositiveSmallIntegerField(choices=Level.choices, null=True, blank=True)  # None: not observed
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True, blank=True)
    recommendation_before = models.CharField(max_length=12, choices=Recommendation.choices, blank=True)
    recommendation = models.CharField(max_length=12, choices=Recommendation.choices, blank=True)
    evidence = models.TextField(_("evidence"), blank=True, max_length=20_000)
    reason = models.CharField(_("why"), max_length=16, choices=AmendReason.choices)
    words = models.TextField(_("in words"), blank=True, max_length=2_000)
    source = models.CharField(max_length=8, choices=AmendSource.choices, default=AmendSource.AUTHOR)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["scorecard", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                condition=Q(item__isnull=False, recommendation="")
                | (Q(item__isnull=True, level__isnull=True) & ~Q(recommendation="")),
                name="amendment_of_item_or_recommendation",
            ),
        ]

    def __str__(self) -> str:
        return f"amendment {self.number} of {self.scorecard_id}"

    @property
    def changes_value(self) -> bool:
        return (self.level, self.recommendation) != (self.level_before, self.recommendation_before)
