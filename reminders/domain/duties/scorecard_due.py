from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reminders.domain.duties.seats import version
from reminders.domain.duty import Duty, Kind
from reminders.domain.rhythm import UntilDone
from scorecards.domain.owed import OwedCard, owed_cards

TIME_TO_WRITE = timedelta(hours=1)  # what one has heard is best written down within the hour


def late_from(card: OwedCard) -> datetime:
    return card.interview.ends_at + TIME_TO_WRITE


def owed_by_panel(*, now: datetime, user: User | None = None, vacancies=None) -> list[OwedCard]:
    """Cards owed by people who can log in and did not say beforehand that they would not come."""
    return [card for card in owed_cards(now=now, user=user, vacancies=vacancies) if card.interviewer.is_active]


class ScorecardDue(Kind):
    """An interviewer submits the scorecard on each candidate met. Over when it is sealed or declined."""

    key = "scorecard_due"
    heading = _("Your scorecards")
    button = _("Fill in")
    rhythm = UntilDone()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        return [self._duty(card) for card in owed_by_panel(now=now, user=user)]

    def _duty(self, card: OwedCard) -> Duty:
        meeting = card.interview
        return Duty(
            kind=self.key,
            subject=f"interview:{meeting.pk}/application:{card.application.pk}",
            owner=card.interviewer,
            since=meeting.ends_at,
            due=late_from(card),
            late_from=late_from(card),
            schedule=version(meeting),
            url=reverse("scorecards:card", args=[meeting.pk, card.application.pk]),
            why=_("a scorecard is missing"),
            application=card.application,
            interview=meeting,
            people=(card.application.candidate.full_name,),
            begun=card.begun,
        )
