"""Meetings and leaves: who of a panel is away at its time, and whether somebody said that they come all the same.

A leave is no double booking: people sometimes come. So the acts that seat somebody ask once, and name who is away; a
leave that is written down later is found by `unspoken`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Absence, User
from recruiting.domain.booking import NotBookable
from recruiting.enums import InterviewState
from recruiting.models import Interview, Seat


class SomebodyAway(NotBookable):
    """People on leave at that time. The same act goes through with the ids of these leaves in `despite_leave`."""

    def __init__(self, leaves: Sequence[Absence]):
        messages = tuple(words(leave) for leave in leaves)
        super().__init__(messages[0], field="interviewers", more=messages[1:])
        self.leaves = leaves


def words(leave: Absence) -> str:
    """Who is away and when: the name and the days, and nothing else of the leave."""
    named = {"name": leave.user.full_name, **days(leave)}
    if leave.first_day == leave.last_day:
        return _("%(name)s is away on %(first)s.") % named
    return _("%(name)s is away from %(first)s to %(last)s.") % named


def days(leave: Absence) -> dict[str, str]:
    """The first and the last day as the reader writes them."""
    return {"first": date_format(leave.first_day, "j E Y"), "last": date_format(leave.last_day, "j E Y")}


def leaves_during(people: Iterable[User], starts_at: datetime, ends_at: datetime) -> list[Absence]:
    """Leaves of these people that overlap [starts_at, ends_at), by name; in one query."""
    theirs = _during(starts_at, ends_at).filter(user__in=[person.pk for person in people])
    return list(theirs.select_related("user").order_by("user__name_sort", "first_day", "pk"))


def away_during(starts_at: datetime, ends_at: datetime) -> dict[int, Absence]:
    """Id of everybody who is on leave in a part of [starts_at, ends_at) -> the leave; in one query."""
    return {leave.user_id: leave for leave in _during(starts_at, ends_at)}


def _during(starts_at: datetime, ends_at: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(period__overlap=(starts_at, ends_at), called_off_at=None)


def to_ask_about(
    panel: Sequence[User], *, starts_at: datetime, ends_at: datetime, meeting: Interview | None = None
) -> list[Absence]:
    """The leaves that a panel at this time has to be asked about: of everybody when the time is new, else only of those
    who have no seat at the meeting yet. The others' leaves are a duty, and no reason to hold back another change."""
    if meeting is not None and (meeting.starts_at, meeting.ends_at) == (starts_at, ends_at):
        seated = set(meeting.seats.filter(removed_at=None).values_list("interviewer", flat=True))
        panel = [person for person in panel if person.pk not in seated]
    return leaves_during(panel, starts_at, ends_at)


def require_word(leaves: Sequence[Absence], despite: Collection[int]) -> None:
    """Raise SomebodyAway, naming everybody, while one of the leaves was not among those that somebody answered for."""
    if any(leave.pk not in despite for leave in leaves):
        raise SomebodyAway(leaves)


def take_word(interview: Interview, leaves: Sequence[Absence], despite: Collection[int] | None, now: datetime) -> None:
    """Remember at their seats that the people come all the same. Raises SomebodyAway when nobody said so; with None
    nobody is asked, and the recruiters hear of it by their duty."""
    if despite is None or not leaves:
        return
    require_word(leaves, despite)
    coming = [leave.user_id for leave in leaves]
    interview.seats.filter(interviewer__in=coming, removed_at=None).update(confirmed_at=now)


def unspoken(now: datetime, **seat: Any) -> QuerySet[Absence]:
    """Leaves over planned meetings ahead in which the person has a seat, and nobody said since that they come.

    Whoever declined is dealt with already. `seat` narrows to seats, for example interview=OuterRef("pk"). The seat of
    each row is found at `user__seats`.
    """
    asked = {
        "active": True,
        "period__overlap": F("period"),
        "interview__state": InterviewState.PLANNED,
        "interview__starts_at__gt": now,
    } | seat
    no_word = Q(user__seats__confirmed_at=None) | Q(user__seats__confirmed_at__lt=F("at"))
    seats = {f"user__seats__{name}": value for name, value in asked.items()}
    return Absence.objects.to_come(now).filter(no_word, **seats)


@dataclass(frozen=True)
class Away:
    """The leaves of a seat's holder over the time of the meeting, nearly always one; the last written counts."""

    leaves: tuple[Absence, ...]
    has_word: bool  # somebody said since that the holder comes

    def words(self) -> str:
        leave = self.leaves[-1]
        if leave.first_day == leave.last_day:
            return _("away on %(first)s") % days(leave)
        return _("away from %(first)s to %(last)s") % days(leave)


def away_at(interview: Interview, seats: Sequence[Seat]) -> dict[int, Away]:
    """Id of a seat of the meeting -> its holder's leave over that time; in one query."""
    found: dict[int, list[Absence]] = {}
    for leave in leaves_during([seat.interviewer for seat in seats], interview.starts_at, interview.ends_at):
        found.setdefault(leave.user_id, []).append(leave)
    return {
        seat.pk: _away(seat, sorted(found[seat.interviewer_id], key=lambda leave: leave.at))
        for seat in seats
        if seat.interviewer_id in found
    }


def _away(seat: Seat, leaves: Sequence[Absence]) -> Away:
    has_word = seat.confirmed_at is not None and seat.confirmed_at >= leaves[-1].at
    return Away(tuple(leaves), has_word)
