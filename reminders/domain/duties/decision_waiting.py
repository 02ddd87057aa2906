from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application, Stage
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners, team_filter
from reminders.domain.rhythm import OnceInTheMorning
from scorecards.domain.owed import expected_cards
from scorecards.enums import CardState
from scorecards.models import Decision


class DecisionWaiting(Kind):
    """The hiring manager decides once every scorecard of the last gated stage is in. Over with the decision."""

    key = "decision_waiting"
    heading = _("Decisions waiting")
    button = _("Decide")
    rhythm = OnceInTheMorning()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        rows = list(_ready().filter(**team_filter(TeamFunction.HIRING_MANAGER, user)))
        managers = owners({row.vacancy_id for row in rows}, TeamFunction.HIRING_MANAGER, user)
        return [self._duty(row, owner) for row in rows for owner in managers.get(row.vacancy_id, ())]

    def _duty(self, row, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.last_card_at,
            due=row.last_card_at,
            schedule=f"stage:{row.last_gated}",
            url=reverse("scorecards:decide", args=[row.pk]),
            why=_("all scorecards are in and a decision is waiting"),
            application=row,
            people=(row.candidate.full_name,),
        )


def _ready() -> QuerySet[Application]:
    """Applications in work with a sealed card of the last gated stage, none of it missing, and no decision yet."""
    gated = Stage.objects.filter(vacancy=OuterRef("vacancy"), requires_scorecards=True).order_by("-order")
    missing = expected_cards().filter(
        application_ref=OuterRef("pk"), interview__stage=OuterRef("last_gated"), submitted=False, declined=False
    )
    sealed = Q(scorecards__state=CardState.SUBMITTED, scorecards__stage=Subquery(gated.values("pk")[:1]))
    return (
        Application.objects.active()
        .filter(vacancy__state=VacancyState.OPEN)
        .annotate(last_gated=Subquery(gated.values("pk")[:1]))
        .filter(~Exists(missing), ~Exists(Decision.objects.filter(application=OuterRef("pk"))))
        .annotate(last_card_at=Max("scorecards__closed_at", filter=sealed))
        .filter(last_card_at__isnull=False)
        .select_related("candidate", "vacancy", "stage")
        .order_by("last_card_at", "pk")
    )
