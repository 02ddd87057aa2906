from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import ApplicationState, TeamFunction, VacancyState
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_in_sql
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject
from scorecards.domain.owed import cards_to_come, declined_ones
from scorecards.enums import TopicState
from scorecards.models import Topic

REVIEWERS = (TeamFunction.RECRUITER, TeamFunction.HIRING_MANAGER)


class TopicWaiting(Kind):
    """Whoever may review looks a topic through before a later stage sees it. Over with the review, or once the stage
    that it was left for is behind the candidate. Nobody is asked who left it, still owes a scorecard or declined it."""

    key = "topic_waiting"
    heading = _("Topics to look through")
    button = pgettext_lazy("button", "Look through")
    why = _("a topic waits to be looked through before it is passed on")
    rhythm = OnceInTheMorning()
    about = Subject.APPLICATION
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        rows = narrowed(_waiting(), among, topic="pk")
        if user is not None:
            rows = rows.filter(reviewer=user.pk)
        names = ("application__candidate", "application__vacancy", "application__stage")
        found = list(rows.select_related(*names).order_by("at", "pk", "reviewer"))
        people = User.objects.in_bulk({row.reviewer for row in found})
        return [self._duty(row, people[row.reviewer]) for row in found]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(application="application", topic="pk"),
            owner="reviewer",
            vacancy="application__vacancy",
            stage="application__stage",
            since="at",
            due="at",
            schedule=Concat(Value("left:"), moment_in_sql("at")),
        )
        return columns(_waiting(), self.key, row)

    def _duty(self, row: Any, owner: User) -> Duty:
        candidate = row.application.candidate
        return Duty(
            kind=self.key,
            subject=f"application:{row.application_id}/topic:{row.pk}",
            owner=owner,
            since=row.at,
            due=row.at,
            schedule=f"left:{row.at:%Y%m%dT%H%M%S%z}",
            url=reverse("scorecards:topics", args=[row.application_id]),
            why=self.why,
            application=row.application,
            people=(candidate.full_name,),
            candidates=frozenset({candidate.uid}),
        )


def _waiting() -> QuerySet[Any, Any]:
    """Topics that nobody has looked through, a row for each `reviewer`, by id, who may."""
    team = Q()
    for function in REVIEWERS:
        team |= Q(**team_in_sql(function, vacancy="application__vacancy"))
    of_use = Topic.objects.filter(
        team,
        state=TopicState.WAITING,
        application__state=ApplicationState.ACTIVE,
        application__vacancy__state=VacancyState.OPEN,
        stage__order__gte=F("application__stage__order"),
    )
    rows = of_use.annotate(reviewer=F("application__vacancy__members__user")).filter(~Q(reviewer=F("author")))
    reviewer, here = OuterRef("reviewer"), OuterRef("application")
    return rows.filter(
        ~Exists(cards_to_come(reviewer).filter(application_ref=here)),
        ~Exists(declined_ones(reviewer).filter(application=here)),
    )
