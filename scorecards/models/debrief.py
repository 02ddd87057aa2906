from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import Level
from competencies.models import GridItem
from recruiting.models import Application


class Debrief(models.Model):
    """The talk of a panel about one candidate. `revision` is raised by every act, so that open pages notice it.

    Opening it opens the cards of stages that reveal at the debrief; closing it opens what was declined. Neither opens
    anything to a person who still owes a card.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="debrief")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    override_reason = models.TextField(_("why it opens before all scorecards are in"), blank=True)
    missing = models.JSONField(default=list)  # [{"interview": id, "interviewer": id}] whose card was not in
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    clock_ends_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("debrief")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="debrief_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(missing=[]) | ~Q(override_reason=""), name="debrief_override_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"debrief {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class DebriefNote(models.Model):
    """What was said; on one competency, or on the whole where `item` is None. Append-only, its text can be erased."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="debrief_notes")
    item = models.ForeignKey(GridItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"), max_length=20_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class AgreedLevel(models.Model):
    """The level a panel agreed upon, beside the ratings each gave alone and never counted among them.

    Append-only: the last row of an item holds. `level` None: the panel agreed that it does not know.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="agreed_levels")
    item = models.ForeignKey(GridItem, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, null=True, blank=True)
    why = models.TextField(_("what decided it"), blank=True, max_length=20_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(1, 5)), name="agreed_level_1_to_5")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.level}"
