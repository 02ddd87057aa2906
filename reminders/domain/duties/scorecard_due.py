from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reminders.domain.agenda import Row, columns, ids, named
from reminders.domain.duties.seats import version, version_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.rhythm import UntilDone
from reminders.enums import Subject
from reminders.models import Rule
from scorecards.domain.owed import OwedCard, owed_cards, owed_seats

TIME_TO_WRITE = timedelta(hours=1)  # what one has heard is best written down within the hour
LONGEST_SERIES = timedelta(days=60)  # twenty working mornings and the holidays between them; mails end before
DUE_IN_SQL = ExpressionWrapper(F("interview__ends_at") + Value(TIME_TO_WRITE), output_field=DateTimeField())


# A seat that was handed over after the meeting asks from then on: nobody is late with what they did not have yet.
ASKED_IN_SQL = Greatest("interview__ends_at", "added_at")


def asked_at(card: OwedCard) -> datetime:
    """Since when the card is asked of whoever has the seat."""
    return max(card.interview.ends_at, card.seat.added_at)


def late_from(card: OwedCard) -> datetime:
    return asked_at(card) + TIME_TO_WRITE


def owed_by_panel(
    *, now: datetime, user: User | None = None, vacancies=None, among: Collection[str] | None = None
) -> list[OwedCard]:
    """Cards owed by people who can log in and did not say beforehand that they would not come."""
    cards = owed_cards(now=now, user=user, vacancies=vacancies, meetings=ids(among, "interview"))
    return [card for card in cards if card.interviewer.is_active]


def lately_owed(now: datetime, kind: str) -> QuerySet[Any, Any]:
    """The seats behind these cards, as far back as mails of the kind are written about them: without an end where a
    vacancy's own rule goes on for longer than is usual."""
    longer = Rule.objects.filter(every__gt=1, kind=kind).values_list("vacancy")
    near = Q(interview__ends_at__gt=now - LONGEST_SERIES)
    if vacancies := {pk for (pk,) in longer}:
        near |= Q(interview__vacancy__in=vacancies)
    return owed_seats(now=now).filter(near, interviewer__is_active=True)


class ScorecardDue(Kind):
    """An interviewer submits the scorecard on each candidate met. Over when it is sealed or declined."""

    key = "scorecard_due"
    of_a_seat = True
    heading = _("Your scorecards")
    button = _("Fill in")
    why = _("a scorecard is missing")
    rhythm = UntilDone()
    about = Subject.SCORECARD

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        cards = owed_by_panel(now=now, user=user, among=among)
        wanted = ids(among, "application")
        return [self._duty(card) for card in cards if wanted is None or card.application.pk in wanted]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(interview="interview", application="interview__attendances__application"),
            owner="interviewer",
            vacancy="interview__vacancy",
            stage="interview__stage",
            since=ASKED_IN_SQL,
            due=ExpressionWrapper(ASKED_IN_SQL + Value(TIME_TO_WRITE), output_field=DateTimeField()),
            schedule=version_in_sql("interview__"),
        )
        return columns(lately_owed(now, self.key), self.key, row)

    def _duty(self, card: OwedCard) -> Duty:
        meeting = card.interview
        return Duty(
            kind=self.key,
            subject=f"interview:{meeting.pk}/application:{card.application.pk}",
            owner=card.interviewer,
            since=asked_at(card),
            due=late_from(card),
            late_from=late_from(card),
            schedule=version(meeting),
            url=reverse("scorecards:card", args=[meeting.pk, card.application.pk]),
            why=self.why,
            application=card.application,
            interview=meeting,
            people=(card.application.candidate.full_name,),
            candidates=frozenset({card.application.candidate.uid}),
            begun=card.begun,
        )
