from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import Answer
from reminders.domain.agenda import Row, columns, narrowed
from reminders.domain.duties.seats import AHEAD, ids_of, names_of, seat_columns, seats_ahead, version, with_meetings
from reminders.domain.duty import Duty, Kind
from reminders.domain.rhythm import BeforeTheStart
from reminders.enums import Subject


def _seats(now: datetime, until: datetime) -> QuerySet[Any, Any]:
    return seats_ahead(now=now, until=until).exclude(answer=Answer.DECLINED)


class InterviewAhead(Kind):
    """Whoever has a seat in a meeting ahead prepares for it. Over when it starts, is cancelled or declined."""

    key = "interview_ahead"
    of_a_seat = True
    heading = _("Interviews ahead")
    button = _("Prepare")
    why = _("you take part in an interview")
    rhythm = BeforeTheStart()
    about = Subject.INTERVIEW
    is_work = False

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        seats = narrowed(_seats(now, now + AHEAD), among, interview="interview")
        return [self._duty(seat) for seat in with_meetings(seats, user)]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        seats = _seats(now, now + timedelta(hours=max(first, self.rhythm.first)))
        return columns(seats, self.key, Row(due="interview__starts_at", **seat_columns("asked_at")))

    def _duty(self, seat) -> Duty:
        meeting = seat.interview
        return Duty(
            kind=self.key,
            subject=f"interview:{meeting.pk}",
            owner=seat.interviewer,
            since=seat.asked_at,
            due=meeting.starts_at,
            ends=meeting.starts_at,
            schedule=version(meeting),
            url=reverse("recruiting:interview", args=[meeting.pk]),
            why=self.why,
            interview=meeting,
            people=names_of(meeting.places),
            candidates=ids_of(meeting.places),
        )
