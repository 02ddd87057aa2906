from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import Answer
from reminders.domain.agenda import Row, columns, narrowed
from reminders.domain.duties.seats import ids_of, names_of, seat_columns, seats_ahead, version, with_meetings
from reminders.domain.duty import Duty, Kind
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject

FAR = timedelta(days=60)


def _seats(now: datetime) -> QuerySet[Any, Any]:
    return seats_ahead(now=now, until=now + FAR).filter(answer=Answer.NONE)


class UnansweredInterview(Kind):
    """Whoever was asked to a meeting says whether they will be there. Over with the answer or the start."""

    key = "unanswered_interview"
    of_a_seat = True
    heading = _("Will you be there?")
    button = _("Answer")
    why = _("an invitation is not answered")
    rhythm = OnceInTheMorning()
    about = Subject.INTERVIEW

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        seats = narrowed(_seats(now), among, interview="interview")
        return [self._duty(seat) for seat in with_meetings(seats, user)]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        return columns(_seats(now), self.key, Row(due="asked_at", **seat_columns("asked_at")))

    def _duty(self, seat) -> Duty:
        meeting = seat.interview
        return Duty(
            kind=self.key,
            subject=f"interview:{meeting.pk}",
            owner=seat.interviewer,
            since=seat.asked_at,
            due=seat.asked_at,
            ends=meeting.starts_at,
            schedule=version(meeting),
            url=reverse("recruiting:interview", args=[meeting.pk]),
            why=self.why,
            interview=meeting,
            people=names_of(meeting.places),
            candidates=ids_of(meeting.places),
        )
