from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import InterviewState, Presence, TeamFunction
from recruiting.models import Attendance, Seat
from reminders.domain.duties.seats import version
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners, team_filter
from reminders.domain.rhythm import OnceInTheMorning

TOOK_PLACE = [InterviewState.PLANNED, InterviewState.HELD]


class NoShow(Kind):
    """The recruiter writes to whom a meeting failed. Over with a new meeting, a move or the end of the application."""

    key = "no_show"
    heading = _("No-shows")
    button = pgettext_lazy("button", "Open")
    rhythm = OnceInTheMorning()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        places = list(_failed(now).filter(**team_filter(TeamFunction.RECRUITER, user, vacancy="interview__vacancy")))
        recruiters = owners({place.interview.vacancy_id for place in places}, TeamFunction.RECRUITER, user)
        return [
            self._duty(place, owner) for place in places for owner in recruiters.get(place.interview.vacancy_id, ())
        ]

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
            why=_("somebody did not come to an interview"),
            application=place.application,
            interview=meeting,
            people=(place.application.candidate.full_name,),
            others=() if place.presence == Presence.NO_SHOW else absent,
        )


def _failed(now: datetime) -> QuerySet[Attendance]:
    """Places of candidates still in that stage at meetings to which they or an interviewer did not come."""
    later = Attendance.objects.filter(
        application=OuterRef("application"),
        interview__state__in=TOOK_PLACE,
        interview__starts_at__gt=OuterRef("interview__starts_at"),
    )
    absent = Seat.objects.filter(presence=Presence.NO_SHOW, removed_at=None).select_related("interviewer")
    return (
        Attendance.objects.filter(
            Q(presence=Presence.NO_SHOW) | Exists(absent.filter(interview=OuterRef("interview"))),
            ~Exists(later),
            interview__state__in=TOOK_PLACE,
            interview__ends_at__lte=now,
            application__state="active",
            application__stage=F("interview__stage"),
        )
        .select_related("application__candidate", "interview__stage", "interview__vacancy")
        .prefetch_related(Prefetch("interview__seats", queryset=absent, to_attr="absent"))
        .order_by("interview__ends_at", "pk")
    )
