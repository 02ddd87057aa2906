from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application, Stage
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_in_sql
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject
from scorecards.domain.owed import conflicts_of_interest, expected_cards
from scorecards.models import Decision, Scorecard


class DecisionWaiting(Kind):
    """The hiring manager decides once every scorecard of the last gated stage is in. Over with the decision.

    Nobody is asked who declared a conflict of interest with the candidate.
    """

    key = "decision_waiting"
    heading = _("Decisions waiting")
    button = _("Decide")
    why = _("all scorecards are in and a decision is waiting")
    rhythm = OnceInTheMorning()
    about = Subject.APPLICATION
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        ready = narrowed(_of_deciders(), among, application="pk")
        if user is not None:
            ready = ready.filter(decider=user.pk)
        rows = list(ready.select_related("candidate", "vacancy", "stage").order_by("last_card_at", "pk", "decider"))
        people = User.objects.in_bulk({row.decider for row in rows})
        return [self._duty(row, people[row.decider]) for row in rows]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(application="pk"),
            owner="decider",
            vacancy="vacancy",
            stage="stage",
            since="last_card_at",
            due="last_card_at",
            schedule=Concat(Value("stage:"), Cast(F("last_gated"), CharField())),
        )
        return columns(_of_deciders(), self.key, row)

    def _duty(self, row, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.last_card_at,
            due=row.last_card_at,
            schedule=f"stage:{row.last_gated}",
            url=reverse("scorecards:decide", args=[row.pk]),
            why=self.why,
            application=row,
            people=(row.candidate.full_name,),
            candidates=frozenset({row.candidate.uid}),
        )


def _of_deciders() -> QuerySet[Any, Any]:
    """A row for each such application and each hiring manager, `decider` by id, who may decide on it."""
    rows = ready().filter(**team_in_sql(TeamFunction.HIRING_MANAGER))
    rows = rows.annotate(decider=F("vacancy__members__user"))
    return rows.filter(~Exists(conflicts_of_interest(OuterRef("decider")).filter(application=OuterRef("pk"))))


def ready(last_stages: Collection[int] | None = None) -> QuerySet[Any, Any]:
    """Applications in work that have come to the last gated stage or further, with a sealed card of it, none of them
    missing, and no decision yet. `last_stages` are those stages, if they are known already."""
    if last_stages is None:
        last_stages = last_of(stages_of_open_vacancies().values_list("pk", "vacancy", "requires_scorecards"))
    gated = Stage.objects.filter(vacancy=OuterRef("vacancy"), requires_scorecards=True).order_by("-order")
    missing = expected_cards().filter(
        application_ref=OuterRef("pk"), interview__stage=OuterRef("last_gated"), submitted=False, declined=False
    )
    sealed = Scorecard.objects.submitted().filter(application=OuterRef("pk"), stage=OuterRef("last_gated"))
    return (
        Application.objects.active()
        .filter(~Exists(Decision.objects.filter(application=OuterRef("pk"))), stage__in=last_stages)
        .annotate(last_gated=Subquery(gated.values("pk")[:1]))
        .annotate(last_card_at=Subquery(sealed.order_by("-closed_at").values("closed_at")[:1]))
        .filter(~Exists(missing), last_card_at__isnull=False)
    )


def stages_of_open_vacancies() -> QuerySet[Stage]:
    """From the last one of each vacancy to the first."""
    return Stage.objects.filter(vacancy__state=VacancyState.OPEN).order_by("vacancy", "-order")


def last_of(stages: Iterable[tuple[int, int, bool]]) -> list[int]:
    """Of each vacancy the last gated stage and those after it, from (id, vacancy, whether scorecards gate it); looked
    up first so that only they are read."""
    last: dict[int, list[int]] = {}
    found: set[int] = set()
    for pk, vacancy, gated in stages:
        if vacancy not in found:
            last.setdefault(vacancy, []).append(pk)
            found |= {vacancy} if gated else set()
    return [pk for vacancy in found for pk in last[vacancy]]
