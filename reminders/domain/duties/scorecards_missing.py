from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.models import Vacancy
from reminders.domain.duties.scorecard_due import late_from, owed_by_panel
from reminders.domain.duties.seats import version
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners
from reminders.domain.rhythm import OnceInTheMorning
from scorecards.domain.owed import OwedCard


class ScorecardsMissing(Kind):
    """The recruiter knows whose scorecards of a meeting are late. Over when the last one is in."""

    key = "scorecards_missing"
    heading = _("Scorecards missing")
    button = pgettext_lazy("button", "Open")
    rhythm = OnceInTheMorning()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        vacancies = None if user is None else Vacancy.objects.run_by(user)
        late = [card for card in owed_by_panel(now=now, vacancies=vacancies) if late_from(card) < now]
        late.sort(key=lambda card: (card.interview.ends_at, card.interview.pk))
        recruiters = owners({card.interview.vacancy_id for card in late}, TeamFunction.RECRUITER, user)
        return [
            duty
            for _meeting, cards in groupby(late, key=lambda card: card.interview.pk)
            for duty in self._duties(list(cards), recruiters)
        ]

    def _duties(self, cards: list[OwedCard], recruiters) -> Iterable[Duty]:
        meeting = cards[0].interview
        for owner in recruiters.get(meeting.vacancy_id, ()):
            yield Duty(
                kind=self.key,
                subject=f"interview:{meeting.pk}",
                owner=owner,
                since=meeting.ends_at,
                due=late_from(cards[0]),
                late_from=late_from(cards[0]),
                schedule=version(meeting),
                url=reverse("recruiting:interview", args=[meeting.pk]),
                why=_("scorecards of an interview are late"),
                interview=meeting,
                people=tuple(dict.fromkeys(card.application.candidate.full_name for card in cards)),
                others=tuple(dict.fromkeys(card.interviewer.full_name for card in cards)),
            )
