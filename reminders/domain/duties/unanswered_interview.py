from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import Answer
from reminders.domain.duties.seats import names_of, seats_ahead, version
from reminders.domain.duty import Duty, Kind
from reminders.domain.rhythm import OnceInTheMorning

FAR = timedelta(days=60)


class UnansweredInterview(Kind):
    """Whoever was asked to a meeting says whether they will be there. Over with the answer or the start."""

    key = "unanswered_interview"
    heading = _("Will you be there?")
    button = _("Answer")
    rhythm = OnceInTheMorning()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        seats = seats_ahead(now=now, user=user, until=now + FAR).filter(answer=Answer.NONE)
        return [self._duty(seat) for seat in seats]

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
            why=_("an invitation is not answered"),
            interview=meeting,
            people=names_of(meeting.places),
        )
