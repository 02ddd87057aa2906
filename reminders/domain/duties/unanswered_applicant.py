from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import Source, TeamFunction, VacancyState
from recruiting.models import Application, Attendance, Letter
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners, team_filter, team_in_sql
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject

NOT_APPLIED = [Source.SEARCH, Source.INTERNAL]
TIME_TO_ANSWER = timedelta(days=2)  # in which whoever applied hears something


class UnansweredApplicant(Kind):
    """The recruiter writes to whoever applied and heard nothing. Over with a letter, a meeting or the end."""

    key = "unanswered_applicant"
    heading = _("Nobody has answered them")
    button = pgettext_lazy("button", "Open")
    why = _("somebody has applied and heard nothing yet")
    rhythm = OnceInTheMorning()
    about = Subject.APPLICATION
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        waiting = narrowed(_unanswered(now), among, application="pk").filter(
            **team_filter(TeamFunction.RECRUITER, user)
        )
        rows = list(waiting.select_related("candidate", "vacancy", "stage").order_by("applied_at", "pk"))
        recruiters = owners({row.vacancy_id for row in rows}, TeamFunction.RECRUITER, user)
        return [self._duty(row, owner) for row in rows for owner in recruiters.get(row.vacancy_id, ())]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(application="pk"),
            owner="vacancy__members__user",
            vacancy="vacancy",
            stage="stage",
            since="applied_at",
            due="applied_at",
            schedule=Concat(Value("applied:"), moment_in_sql("applied_at")),
        )
        return columns(_unanswered(now).filter(**team_in_sql(TeamFunction.RECRUITER)), self.key, row)

    def _duty(self, row: Application, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.applied_at,
            due=row.applied_at,
            late_from=row.applied_at + TIME_TO_ANSWER,
            schedule=f"applied:{row.applied_at:%Y%m%dT%H%M%S%z}",
            url=reverse("recruiting:application", args=[row.pk]),
            why=self.why,
            application=row,
            people=(row.candidate.full_name,),
            candidates=frozenset({row.candidate.uid}),
        )


def _unanswered(now: datetime) -> QuerySet[Application]:
    """In work, still in the first stage, applied a while ago; no letter was written and no meeting planned.

    Whoever was moved on was dealt with; people whom the recruiter found have not applied.
    """
    of_it = {"application": OuterRef("pk")}
    return (
        Application.objects.active()
        .filter(vacancy__state=VacancyState.OPEN, applied_at__lt=now - TIME_TO_ANSWER, revision=0)
        .exclude(source__in=NOT_APPLIED)
        .filter(~Exists(Letter.objects.filter(**of_it)), ~Exists(Attendance.objects.filter(**of_it)))
    )
