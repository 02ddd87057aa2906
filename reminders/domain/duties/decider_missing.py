from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Absence, User
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.decision_waiting import last_of, ready, stages_of_open_vacancies
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import keepers, owners, team_in_sql
from reminders.domain.rhythm import UntilSettled
from reminders.enums import Subject
from scorecards.domain.owed import conflicts_of_interest

PATIENCE = timedelta(days=3)
RUNS, DECIDES = TeamFunction.RECRUITER, TeamFunction.HIRING_MANAGER


class DeciderMissing(Kind):
    """The recruiter names another hiring manager when nobody of the team may decide on somebody whose scorecards are
    in: each hiring manager declared a conflict of interest, is away for days with nobody standing in, or cannot log in.

    Without a recruiter the administrators are asked. Over when somebody may decide, or with the decision.
    """

    key = "decider_missing"
    heading = _("Nobody may decide")
    button = _("Change the team")
    why = _("nobody of the team may decide on somebody")
    rhythm = UntilSettled()
    about = Subject.APPLICATION
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        rows = narrowed(_undecidable(now), among, application="pk").select_related("candidate", "vacancy", "stage")
        found = list(rows.order_by("last_card_at", "pk"))
        vacancies = {row.vacancy_id for row in found}
        recruiters = owners(vacancies, RUNS)
        managers, away = owners(vacancies, DECIDES), _away_for_days(now)
        instead = list(keepers()) if vacancies - set(recruiters) else []
        duties = [
            self._duty(row, owner, managers.get(row.vacancy_id, []), away)
            for row in found
            for owner in recruiters.get(row.vacancy_id) or instead
        ]
        return [duty for duty in duties if user is None or duty.owner.pk == user.pk]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        last, instead = _looked_up()
        rows = _undecidable(now, last)
        found = columns(rows.filter(**team_in_sql(RUNS)), self.key, _row("vacancy__members__user"))
        alone = rows.filter(~Exists(_members(RUNS)))
        return found.union(*(columns(alone, self.key, _row(Value(pk))) for pk in instead), all=True)

    def _duty(self, row: Any, owner: User, managers: list[User], away: set[int]) -> Duty:
        to_people = owner.role == Role.ADMIN
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.last_card_at,
            due=row.last_card_at,
            schedule=f"stage:{row.last_gated}",
            url=reverse("accounts:people")
            if to_people
            else reverse("recruiting:vacancy_settings", args=[row.vacancy_id]),
            why=self.why,
            application=row,
            people=(row.candidate.full_name,),
            others=tuple(person.full_name for person in managers if person.pk not in away),
            absent=tuple(person.full_name for person in managers if person.pk in away),
            candidates=frozenset({row.candidate.uid}),
        )


def _looked_up() -> tuple[list[int], set[int]]:
    """The stages in which a decision may wait, and the administrators by id, in one query."""
    stages = stages_of_open_vacancies().annotate(instead=ArraySubquery(keepers().values("pk")))
    rows = list(stages.values_list("pk", "vacancy", "requires_scorecards", "instead"))
    return last_of(row[:3] for row in rows), {pk for row in rows[:1] for pk in row[3]}


def _undecidable(now: datetime, last_stages: Collection[int] | None = None) -> QuerySet[Any, Any]:
    """Applications on which a decision waits and on which no hiring manager of the team may decide in the next days."""
    barred = conflicts_of_interest(OuterRef("user")).filter(application=OuterRef(OuterRef("pk")))
    away = _long_leaves(now).filter(user=OuterRef("user"))
    able = _members(DECIDES).filter(~Exists(barred), ~Exists(away))
    return ready(last_stages).filter(~Exists(able))


def _long_leaves(now: datetime) -> QuerySet[Absence]:
    """Leaves that go on for days: until the end of a shorter one a decision can wait."""
    return Absence.objects.at(now).filter(period__endswith__gt=now + PATIENCE)


def _away_for_days(now: datetime) -> set[int]:
    return set(_long_leaves(now).values_list("user", flat=True))


def _members(function: TeamFunction) -> QuerySet[TeamMember]:
    """Whoever has the function in the outer application's vacancy and can log in."""
    return TeamMember.objects.able().filter(vacancy=OuterRef("vacancy"), function=function)


def _row(owner: Any) -> Row:
    return Row(
        subject=named(application="pk"),
        owner=owner,
        vacancy="vacancy",
        stage="stage",
        since="last_card_at",
        due="last_card_at",
        schedule=Concat(Value("stage:"), Cast(F("last_gated"), CharField())),
    )
