from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application, TeamMember, Vacancy
from reminders.domain.agenda import Row, named, narrowed, of_each
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import keepers, owners
from reminders.domain.rhythm import UntilSettled
from reminders.enums import Subject

RUNS = TeamFunction.RECRUITER


class RecruiterAway(Kind):
    """Administrators name who stands in when every recruiter of an open vacancy with candidates in work is away and
    nobody does: the mails about it wait for the first return.

    From the second working morning on, so that a day off is no matter. Over with somebody who stands in, another
    recruiter or the return.
    """

    key = "recruiter_away"
    heading = _("Nobody runs it meanwhile")
    button = _("Name who stands in")
    why = _("whoever runs a vacancy is away and nobody stands in")
    rhythm = UntilSettled(first=1)
    about = Subject.VACANCY

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        rows = list(narrowed(_alone(now), among, vacancy="pk").order_by("left_at", "pk"))
        away = owners({row.pk for row in rows}, RUNS)
        asked = list(keepers(user)) if rows else []
        return [self._duty(row, owner, away[row.pk]) for row in rows for owner in asked]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        return of_each(keepers(), _alone(now), self.key, _row)

    def _duty(self, row: Any, owner: User, away: list[User]) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"vacancy:{row.pk}",
            owner=owner,
            since=row.left_at,
            due=row.left_at,
            ends=row.back_at,
            schedule=f"back:{row.back_at:%Y%m%dT%H%M%S%z}",
            url=reverse("accounts:person", args=[away[0].pk]),
            why=self.why,
            vacancy=row,
            people=(row.title,),
            others=tuple(person.full_name for person in away),
        )


def _alone(now: datetime) -> QuerySet[Any, Any]:
    """Such vacancies: since `left_at` nobody is there, and at `back_at` the first comes back."""
    recruiters = TeamMember.objects.able().filter(function=RUNS)
    team = recruiters.filter(vacancy=OuterRef("pk"))
    away = Absence.objects.at(now).filter(user=OuterRef("user"))
    seated = recruiters.filter(vacancy=OuterRef(OuterRef("pk")), user=OuterRef("user"))
    theirs = Absence.objects.at(now).filter(Exists(seated)).order_by()
    return Vacancy.objects.filter(
        Exists(Application.objects.active().filter(vacancy=OuterRef("pk"))),
        Exists(team),
        ~Exists(team.filter(~Exists(away))),
        state=VacancyState.OPEN,
    ).annotate(
        left_at=Subquery(theirs.order_by("-period__startswith").values("period__startswith")[:1]),
        back_at=Subquery(theirs.order_by("period__endswith").values("period__endswith")[:1]),
    )


def _row(owner: Any) -> Row:
    return Row(
        subject=named(vacancy="pk"),
        owner=owner,
        vacancy="pk",
        stage=None,
        since="left_at",
        due="left_at",
        ends="back_at",
        schedule=Concat(Value("back:"), moment_in_sql("back_at"), output_field=CharField()),
    )
