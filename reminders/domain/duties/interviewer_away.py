from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.domain.on_leave import unspoken
from recruiting.enums import ApplicationState, TeamFunction
from recruiting.models import Attendance, Interview, Seat
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import ids_of, names_of, version, version_in_sql, with_names
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject


class InterviewerAway(Kind):
    """The recruiter finds somebody else, or another time, for a meeting during somebody's leave, or hears that they
    come all the same. Over with each of these and with the leave; who declined is another kind. A later leave begins a
    new series.
    """

    key = "interviewer_away"
    heading = _("On leave on the day of the interview")
    button = _("Change")
    why = _("an interviewer is on leave on the day of an interview")
    rhythm = OnceInTheMorning()
    about = Subject.INTERVIEW
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        meetings = narrowed(_unmanned(now), among, interview="pk").filter(**team_filter(TeamFunction.RECRUITER, user))
        return [self._duty(*each) for each in with_recruiters(_with_names(meetings, now), user)]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        newest = Cast("newest_leave", CharField())
        row = Row(
            subject=named(interview="pk"),
            owner="vacancy__members__user",
            vacancy="vacancy",
            stage="stage",
            since="created_at",
            due="created_at",
            schedule=Concat(version_in_sql(), Value("/leave:"), newest, output_field=CharField()),
            ends="starts_at",
        )
        return columns(_unmanned(now).filter(**team_in_sql(TeamFunction.RECRUITER)), self.key, row)

    def _duty(self, row: Any, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"interview:{row.pk}",
            owner=owner,
            since=row.created_at,
            due=row.created_at,
            ends=row.starts_at,
            schedule=f"{version(row)}/leave:{row.newest_leave}",
            url=reverse("recruiting:interview", args=[row.pk]),
            why=self.why,
            interview=row,
            people=names_of(row.places),
            candidates=ids_of(row.places),
            others=tuple(seat.interviewer.full_name for seat in row.away),
        )


def _unmanned(now: datetime) -> QuerySet[Interview]:
    """Meetings ahead, with a candidate still in work, during a leave of whoever sits there; `newest_leave` is the id of
    the last written. The leaves to come are few and looked up first: then only their meetings are read."""
    ids = set(unspoken(now).order_by().values_list("user__seats__interview", flat=True))
    in_work = Attendance.objects.filter(interview=OuterRef("pk"), application__state=ApplicationState.ACTIVE)
    newest = unspoken(now, interview=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    meetings = Interview.objects.planned().filter(Exists(in_work), pk__in=ids, starts_at__gt=now)
    return meetings.annotate(newest_leave=Subquery(newest)).filter(newest_leave__isnull=False)


def _with_names(meetings: QuerySet[Interview], now: datetime) -> QuerySet[Interview]:
    away = Seat.objects.filter(Exists(unspoken(now, pk=OuterRef("pk")))).select_related("interviewer")
    return (
        meetings.select_related("stage", "vacancy")
        .prefetch_related(
            Prefetch("seats", queryset=away.order_by("interviewer__name_sort", "pk"), to_attr="away"),
            Prefetch("attendances", queryset=with_names(), to_attr="places"),
        )
        .order_by("starts_at", "pk")
    )
