from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.models import Vacancy
from reminders.domain.agenda import Row, columns, named
from reminders.domain.duties.scorecard_due import (
    DUE_IN_SQL,
    TIME_TO_WRITE,
    late_from,
    lately_owed,
    owed_by_panel,
)
from reminders.domain.duties.seats import version, version_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import Owners, owners, team_in_sql
from reminders.domain.rhythm import OnceInTheMorning, Rhythm
from reminders.enums import Subject
from scorecards.domain.owed import OwedCard


class ScorecardsMissing(Kind):
    """The recruiter knows whose scorecards of a meeting are late. Over when the last one is in."""

    key = "scorecards_missing"
    heading = _("Scorecards missing")
    button = pgettext_lazy("button", "Open")
    why = _("scorecards of an interview are late")
    rhythm: Rhythm = OnceInTheMorning()
    about = Subject.SCORECARD
    function = TeamFunction.RECRUITER
    patience = timedelta()  # how late they must be

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        vacancies = None if user is None else self._vacancies(user)
        cards = owed_by_panel(now=now, vacancies=vacancies, among=among)
        late = [card for card in cards if late_from(card) + self.patience < now]
        late.sort(key=lambda card: (card.interview.ends_at, card.interview.pk))
        responsible = owners({card.interview.vacancy_id for card in late}, self.function, user)
        return [
            duty
            for _meeting, cards in groupby(late, key=lambda card: card.interview.pk)
            for duty in self._duties(list(cards), responsible)
        ]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        until = now - TIME_TO_WRITE - self.patience
        team = team_in_sql(self.function, vacancy="interview__vacancy")
        row = Row(
            subject=named(interview="interview"),
            owner="interview__vacancy__members__user",
            vacancy="interview__vacancy",
            stage="interview__stage",
            since="interview__ends_at",
            due=DUE_IN_SQL,
            schedule=version_in_sql("interview__"),
        )
        return columns(
            lately_owed(now, self.key).filter(interview__ends_at__lt=until, added_at__lt=until, **team), self.key, row
        ).distinct()

    def _vacancies(self, user: User) -> QuerySet[Vacancy]:
        return Vacancy.objects.run_by(user)

    def _duties(self, cards: list[OwedCard], responsible: Owners) -> Iterable[Duty]:
        meeting = cards[0].interview
        for owner in responsible.get(meeting.vacancy_id, ()):
            yield Duty(
                kind=self.key,
                subject=f"interview:{meeting.pk}",
                owner=owner,
                since=meeting.ends_at,
                due=meeting.ends_at + TIME_TO_WRITE,
                late_from=meeting.ends_at + TIME_TO_WRITE,
                schedule=version(meeting),
                url=reverse("recruiting:interview", args=[meeting.pk]),
                why=self.why,
                interview=meeting,
                people=tuple(dict.fromkeys(card.application.candidate.full_name for card in cards)),
                candidates=frozenset(card.application.candidate.uid for card in cards),
                others=tuple(dict.fromkeys(card.interviewer.full_name for card in cards)),
            )
