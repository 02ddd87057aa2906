from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import Answer
from reminders.domain.duties.seats import names_of, seats_ahead, version
from reminders.domain.duty import Duty, Kind
from reminders.domain.rhythm import BeforeTheStart


class InterviewAhead(Kind):
    """Whoever has a seat in a meeting ahead prepares for it. Over when it starts, is cancelled or declined."""

    key = "interview_ahead"
    heading = _("Interviews ahead")
    button = _("Prepare")
    rhythm = BeforeTheStart()
    is_work = False

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        return [self._duty(seat) for seat in seats_ahead(now=now, user=user).exclude(answer=Answer.DECLINED)]

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
            why=_("you take part in an interview"),
            interview=meeting,
            people=names_of(meeting.places),
        )
