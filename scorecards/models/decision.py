from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recruiting.models import Application
from scorecards.enums import Outcome
from scorecards.models.card import new_salt


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> Self:
        """Those that no later decision revises: at most one of an application."""
        return self.filter(revised_by=None)

    def with_neighbours(self) -> Self:
        """With who decided, and the same of the decisions before and after: no further query for `earlier`, `later`."""
        return self.select_related("by", "revises__by", "revised_by__by")


class Decision(models.Model):
    """What a person decided on an application, why, and a sealed snapshot of what it stood on. Append-only.

    A later one may revise it. Both stay as they were sealed; that it was revised is read from the later one. The
    database keeps the decisions of an application one chain (docs/adr/0011).
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    revises = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="revised_by")
    what_changed = models.TextField(_("what has changed since"), blank=True)
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome.choices)
    rationale = models.TextField(_("why"))
    alternatives = models.TextField(_("who else was considered"), blank=True)
    dissent = models.TextField(_("who disagreed and why"), blank=True)
    departs = models.BooleanField(default=False)  # departs from the declared rule
    departure_reason = models.TextField(_("why the declared rule was not followed"), blank=True)
    waivers = models.JSONField(default=list)  # [{"item": id, "reason": str, "development": str}]
    missing_cards = models.JSONField(default=list)  # [{"stage": id, "interviewer": id}]
    snapshot = models.JSONField()
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    seal = models.JSONField(default=dict, editable=False)  # salted digests of the texts, which an erasure empties
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(departs=False) | ~Q(departure_reason="") | Q(salt=""),  # erased
                name="decision_departure_has_reason",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(revises=None), name="decision_one_first_of_an_application"
            ),
            models.CheckConstraint(
                condition=Q(revises=None, what_changed="")
                | Q(revises__isnull=False) & (~Q(what_changed="") | Q(salt="")),  # erased
                name="decision_revision_says_what_changed",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    @property
    def later(self) -> "Decision | None":
        """The decision that revises this one."""
        return getattr(self, "revised_by", None)
