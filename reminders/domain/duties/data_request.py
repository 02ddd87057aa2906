from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Role
from accounts.models import User
from recruiting.enums import ApplicationState, RequestKind, TeamFunction
from recruiting.models import Application, DataRequest
from reminders.domain.agenda import Row, columns, named, narrowed, of_each
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import keepers, owners, team_in_sql
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject


class DataRequested(Kind):
    """The recruiter and the administrators deal with what a candidate asked for. Over when it is settled or done.

    A request about no one application belongs to the recruiter of the candidate's newest.
    """

    key = "data_request"
    heading = _("Requests of candidates")
    button = pgettext_lazy("button", "Open")
    why = _("a candidate has asked for something about their data")
    rhythm = OnceInTheMorning()
    about = Subject.PEOPLE

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        rows = list(narrowed(_open(), among, request="pk").select_related("candidate").order_by("at", "pk"))
        about = Application.objects.select_related("vacancy", "stage", "candidate").in_bulk(
            {row.matter for row in rows if row.matter}
        )
        teams = owners({one.vacancy_id for one in about.values()}, TeamFunction.RECRUITER, user)
        everybody = list(keepers(user))
        return [
            self._duty(row, about.get(row.matter), owner)
            for row in rows
            for owner in [*(teams.get(about[row.matter].vacancy_id, ()) if row.matter in about else ()), *everybody]
        ]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        team = team_in_sql(TeamFunction.RECRUITER, vacancy="candidate__applications__vacancy")
        of_teams = _open().filter(candidate__applications=F("matter"), **team)
        found = columns(of_teams, self.key, _row("candidate__applications__vacancy__members__user"))
        return found.union(of_each(keepers(), _open(), self.key, _row), all=True)

    def _duty(self, row: Any, application: Application | None, owner: User) -> Duty:
        place = (
            reverse("recruiting:people_data")
            if owner.role == Role.ADMIN or application is None
            else reverse("recruiting:application", args=[application.pk])
        )
        return Duty(
            kind=self.key,
            subject=f"request:{row.pk}",
            owner=owner,
            since=row.at,
            due=row.at,
            late_from=_end_of(row.answer_by),
            schedule=f"asked:{row.at:%Y%m%dT%H%M%S%z}",
            url=place,
            why=self.why,
            application=application,
            people=(row.candidate.full_name,),
            others=(row.get_kind_display(),),
            candidates=frozenset({row.candidate.uid}),
        )


def _open() -> QuerySet[Any, Any]:
    """Requests that wait, with `matter`: their application, else the person's newest. A closed one is withdrawn."""
    newest = Application.objects.filter(candidate=OuterRef("candidate")).order_by("-applied_at", "-pk").values("pk")[:1]
    over = Q(kind__in=[RequestKind.WITHDRAW, RequestKind.CONSENT]) & ~Q(application__state=ApplicationState.ACTIVE)
    return (
        DataRequest.objects.filter(done_at=None, candidate__erased_at=None)
        .exclude(over)
        .annotate(matter=Coalesce("application", Subquery(newest)))
    )


def _row(owner: Any) -> Row:
    about = Application.objects.filter(pk=OuterRef("matter"))
    return Row(
        subject=named(request="pk"),
        owner=owner,
        vacancy=Subquery(about.values("vacancy")[:1]),
        stage=Subquery(about.values("stage")[:1]),
        since="at",
        due="at",
        schedule=Concat(Value("asked:"), moment_in_sql("at")),
    )


def _end_of(day) -> datetime | None:
    """The first moment after the day by which the law wants an answer."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None
