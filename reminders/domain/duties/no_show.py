from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import ApplicationState, InterviewState, Presence, TeamFunction
from recruiting.models import Attendance, Seat
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import version, version_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import UntilSettled
from reminders.enums import Subject

TOOK_PLACE = [InterviewState.PLANNED, InterviewState.HELD]


class NoShow(Kind):
    """The recruiter writes to whom a meeting failed, again after each working week until it is settled.

    Over with a new meeting, a move or the end of the application.
    """

    key = "no_show"
    heading = _("No-shows")
    button = pgettext_lazy("button", "Open")
    why = _("somebody did not come to an interview")
    rhythm = UntilSettled()
    about = Subject.INTERVIEW
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        rows = narrowed(_failed(now), among, interview="interview", application="application")
        mine = rows.filter(**team_filter(TeamFunction.RECRUITER, user, vacancy="interview__vacancy"))
        return [self._duty(*each) for each in with_recruiters(_with_names(mine), user, vacancy="interview.vacancy_id")]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(interview="interview", application="application"),
            owner="interview__vacancy__members__user",
            vacancy="interview__vacancy",
            stage="interview__stage",
            since="interview__ends_at",
            due="interview__ends_at",
            schedule=version_in_sql("interview__"),
        )
        meetings = {row["interview"] for row in _with_somebody_absent()}  # looked up first: then only they are read
        failed = _failed(now).filter(interview__in=meetings)
        return columns(
            failed.filter(**team_in_sql(TeamFunction.RECRUITER, vacancy="interview__vacancy")), self.key, row
        )

    def _duty(self, place: Attendance, owner: User) -> Duty:
        meeting = place.interview
        absent = tuple(seat.interviewer.full_name for seat in meeting.absent)  # type: ignore[attr-defined]
        return Duty(
            kind=self.key,
            subject=f"interview:{meeting.pk}/application:{place.application_id}",
            owner=owner,
            since=meeting.ends_at,
            due=meeting.ends_at,
            schedule=version(meeting),
            url=reverse("recruiting:application", args=[place.application_id]),
            why=self.why,
            application=place.application,
            interview=meeting,
            people=(place.application.candidate.full_name,),
            candidates=frozenset({place.application.candidate.uid}),
            others=() if place.presence == Presence.NO_SHOW else absent,
        )


ABSENT = Seat.objects.filter(presence=Presence.NO_SHOW, removed_at=None)


def _with_somebody_absent() -> QuerySet[Any, Any]:
    """Meetings to which somebody did not come, with a candidate who is still in that stage."""
    still = Q(
        interview__attendances__application__stage=F("interview__stage"),
        interview__attendances__application__state=ApplicationState.ACTIVE,
    )
    places = Attendance.objects.filter(still, presence=Presence.NO_SHOW).order_by().values("interview")
    return ABSENT.filter(still).order_by().values("interview").union(places)


def _failed(now: datetime) -> QuerySet[Attendance]:
    """Places of candidates still in that stage at meetings to which they or an interviewer did not come."""
    later = Attendance.objects.filter(
        application=OuterRef("application"),
        interview__state__in=TOOK_PLACE,
        interview__starts_at__gt=OuterRef("interview__starts_at"),
    )
    absent = Attendance.objects.filter(presence=Presence.NO_SHOW).values("interview")
    return Attendance.objects.filter(
        Q(presence=Presence.NO_SHOW) | Exists(ABSENT.filter(interview=OuterRef("interview"))),
        ~Exists(later),
        interview__in=ABSENT.values("interview").union(absent),
        interview__state__in=TOOK_PLACE,
        interview__ends_at__lte=now,
        application__state=ApplicationState.ACTIVE,
        application__stage=F("interview__stage"),
    )


def _with_names(places: QuerySet[Attendance]) -> QuerySet[Attendance]:
    absent = ABSENT.select_related("interviewer")
    return (
        places.select_related("application__candidate", "interview__stage", "interview__vacancy")
        .prefetch_related(Prefetch("interview__seats", queryset=absent, to_attr="absent"))
        .order_by("interview__ends_at", "pk")
    )
