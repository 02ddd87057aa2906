from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import Answer, ApplicationState, InterviewState, TeamFunction
from recruiting.models import Attendance, Interview, Seat
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import ids_of, names_of, version, version_in_sql, with_names
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject


class InvitationDeclined(Kind):
    """The recruiter finds a substitute or another time for a meeting that somebody declined. Over with either."""

    key = "invitation_declined"
    heading = _("Somebody cannot come")
    button = _("Change")
    why = _("somebody cannot come to an interview")
    rhythm = OnceInTheMorning()
    about = Subject.INTERVIEW
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        meetings = narrowed(_declined(now), among, interview="pk").filter(**team_filter(TeamFunction.RECRUITER, user))
        return [self._duty(*each) for each in with_recruiters(_with_names(meetings), user)]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(interview="pk"),
            owner="vacancy__members__user",
            vacancy="vacancy",
            stage="stage",
            since="created_at",
            due="created_at",
            schedule=version_in_sql(),
            ends="starts_at",
        )
        return columns(_declined(now).filter(**team_in_sql(TeamFunction.RECRUITER)), self.key, row)

    def _duty(self, row: Interview, owner: User) -> Duty:
        refused = tuple(seat.interviewer.full_name for seat in row.declined)  # type: ignore[attr-defined]
        places = row.places  # type: ignore[attr-defined]
        return Duty(
            kind=self.key,
            subject=f"interview:{row.pk}",
            owner=owner,
            since=row.created_at,
            due=row.created_at,
            ends=row.starts_at,
            schedule=version(row),
            url=reverse("recruiting:interview", args=[row.pk]),
            why=self.why,
            interview=row,
            people=names_of(places),
            candidates=ids_of(places),
            others=refused + names_of(place for place in places if place.answer == Answer.DECLINED),
        )


SEATS = Seat.objects.filter(answer=Answer.DECLINED, removed_at=None)
PLACES = Attendance.objects.filter(answer=Answer.DECLINED)


def _declined(now: datetime) -> QuerySet[Interview]:
    """Meetings ahead, with a candidate still in work, that somebody declined. Those who did are looked up first: then
    only their meetings are read."""
    ahead = {"interview__state": InterviewState.PLANNED, "interview__starts_at__gt": now}
    refused = SEATS.filter(**ahead).values("interview").union(PLACES.filter(**ahead).values("interview"))
    ids = {row["interview"] for row in refused}
    in_work = Attendance.objects.filter(interview=OuterRef("pk"), application__state=ApplicationState.ACTIVE)
    return Interview.objects.planned().filter(Exists(in_work), pk__in=ids, starts_at__gt=now)


def _with_names(meetings: QuerySet[Interview]) -> QuerySet[Interview]:
    return (
        meetings.select_related("stage", "vacancy")
        .prefetch_related(
            Prefetch("seats", queryset=SEATS.select_related("interviewer"), to_attr="declined"),
            Prefetch("attendances", queryset=with_names(), to_attr="places"),
        )
        .order_by("starts_at", "pk")
    )
