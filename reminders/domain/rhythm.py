"""When a duty is mailed about: a rhythm names its moments; the latest that is due is mailed, others are let go.

A vacancy's rule may change the first moment, the distance and the number; `unit` says what `first` counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reminders.domain.hours import Hours
from reminders.enums import Unit

MOST_MORNINGS = 10
Text = str | Promise
Leave = tuple[datetime, datetime]
"""When somebody left and came back."""


class Timed(Protocol):
    """What a rhythm must know of a duty, be it found for the screen or for the mails."""

    @property
    def owner(self) -> User: ...
    @property
    def since(self) -> datetime: ...
    @property
    def due(self) -> datetime: ...
    @property
    def ends(self) -> datetime | None: ...
    @property
    def why(self) -> Text: ...
    @property
    def snoozed_until(self) -> datetime | None: ...
    @property
    def received_at(self) -> datetime | None: ...
    @property
    def given_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Occurrence:
    """One point of a series: its name in the record, its moment outside quiet hours, and why it is mailed.

    After `until`, if there is one, it is not mailed any more.
    """

    name: str
    at: datetime
    why: Text
    working_days_only: bool = False
    until: datetime | None = None


class Rhythm(Protocol):
    @property
    def unit(self) -> Unit | None:
        """Of `first`; None: the first moment cannot be set."""
        ...

    @property
    def has_distance(self) -> bool:
        """Whether `every` and `most` can be set."""
        ...

    @property
    def usual(self) -> dict[str, int]: ...

    def adjusted(self, *, first: int | None, every: int | None, most: int | None) -> "Rhythm": ...

    def occurrences(self, duty: Timed, hours: Hours) -> Iterator[Occurrence]:
        """The series in the order of time."""
        ...


@dataclass(frozen=True)
class BeforeTheStart:
    """Some hours (a day) and an hour before `duty.ends`; not for somebody who was asked later than that."""

    first: int = 24
    unit = Unit.HOURS_BEFORE
    has_distance = False

    @property
    def usual(self) -> dict[str, int]:
        return {"first": self.first}

    def adjusted(self, *, first: int | None, every: int | None, most: int | None) -> "BeforeTheStart":
        return self if first is None else replace(self, first=first)

    def leads(self) -> list[tuple[str, timedelta, Text]]:
        far = ("day", timedelta(hours=self.first), _("an interview is near"))
        return [*([far] if self.first > 1 else []), ("hour", timedelta(hours=1), _("the interview is in an hour"))]

    def occurrences(self, duty: Timed, hours: Hours) -> Iterator[Occurrence]:
        for name, lead, why in self.leads():
            if duty.ends is not None and duty.ends - lead >= duty.since:
                yield Occurrence(name, hours.awake(duty.ends - lead), why)


@dataclass(frozen=True)
class UntilDone:
    """`first` minutes after what it is about, then on later working mornings, at most ten of them; then never again."""

    first: int = 60
    every: int = 1
    most: int = MOST_MORNINGS
    unit = Unit.MINUTES_AFTER
    has_distance = True

    @property
    def usual(self) -> dict[str, int]:
        return {"first": self.first, "every": self.every, "most": self.most}

    def adjusted(self, *, first: int | None, every: int | None, most: int | None) -> "UntilDone":
        given = {"first": first, "every": every, "most": most}
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def occurrences(self, duty: Timed, hours: Hours) -> Iterator[Occurrence]:
        first = hours.awake(duty.due + timedelta(minutes=self.first - type(self).first))
        yield Occurrence("hour", first, _("it is time to write the scorecard"), until=self._last(first, 0))
        told = hours.local(first).date()
        later = (morning for morning in hours.mornings(first) if morning[0] > told)
        for place, (day, at) in enumerate(islice(later, self.every - 1, self.every * self.most, self.every), start=1):
            name = f"morning:{day.isoformat()}"
            yield Occurrence(name, at, _("the scorecard is still missing"), True, self._last(at, place))

    def _last(self, at: datetime, place: int) -> datetime | None:
        return at + timedelta(days=1) if place == self.most else None


@dataclass(frozen=True)
class Mornings:
    """On a working morning after the duty became due: the first, unless `first` more are let pass; usually once."""

    first: int = 0
    every: int = 1
    most: int = 1
    unit = Unit.MORNINGS
    has_distance = True

    @property
    def usual(self) -> dict[str, int]:
        return {"first": self.first, "every": self.every, "most": self.most}

    def adjusted(self, *, first: int | None, every: int | None, most: int | None) -> "Mornings":
        given = {"first": first, "every": every, "most": most}
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def occurrences(self, duty: Timed, hours: Hours) -> Iterator[Occurrence]:
        end = self.first + self.every * (self.most - 1) + 1
        for day, at in islice(hours.mornings(duty.due), self.first, end, self.every):
            name = "once" if self.most == 1 else f"morning:{day.isoformat()}"
            yield Occurrence(name, at, duty.why, True)


@dataclass(frozen=True)
class UntilSettled:
    """On the first working morning after the duty became due, unless `first` more are let pass, and again after every
    working week, for as long as it is owed; a rule may set an end."""

    first: int = 0
    every: int = 5
    most: int | None = None
    unit = Unit.MORNINGS
    has_distance = True

    @property
    def usual(self) -> dict[str, int]:
        return {"first": self.first, "every": self.every}

    def adjusted(self, *, first: int | None, every: int | None, most: int | None) -> "UntilSettled":
        given = {"first": first, "every": every, "most": most}
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def occurrences(self, duty: Timed, hours: Hours) -> Iterator[Occurrence]:
        end = None if self.most is None else self.first + self.every * (self.most - 1) + 1
        for day, at in islice(hours.mornings(duty.due), self.first, end, self.every):
            yield Occurrence(f"morning:{day.isoformat()}", at, duty.why, True)


@dataclass(frozen=True)
class AtAges:
    """On the first working morning after so many days, and after twice as many."""

    first: int = 14
    unit = Unit.DAYS
    has_distance = False

    @property
    def usual(self) -> dict[str, int]:
        return {"first": self.first}

    def adjusted(self, *, first: int | None, every: int | None, most: int | None) -> "AtAges":
        return self if first is None else replace(self, first=first)

    def occurrences(self, duty: Timed, hours: Hours) -> Iterator[Occurrence]:
        for days in (self.first, 2 * self.first):
            for _day, at in islice(hours.mornings(duty.since + timedelta(days=days)), 1):
                yield Occurrence(f"days:{days}", at, duty.why, True)


OnceInTheMorning = Mornings


def series(rhythm: Rhythm, duty: Timed, hours: Hours) -> Iterator[Occurrence]:
    """The moments of the rhythm; those during a snooze are left out, and its end is one. So is the moment at which a
    colleague passed the duty on, unless the first mail about it was still to come."""
    begun = False
    marks = _marks(duty, hours)
    for occurrence in rhythm.occurrences(duty, hours):
        while marks and occurrence.at >= marks[0][0]:
            _moment, mark, always = marks.pop(0)
            if begun or always:
                yield mark
        yield occurrence
        begun = True
    yield from (mark for _moment, mark, always in marks if begun or always)


def _marks(duty: Timed, hours: Hours) -> list[tuple[datetime, Occurrence, bool]]:
    """What people did to the duty, in the order of time; True if it is told before the first point of the rhythm."""
    found = []
    if duty.snoozed_until is not None:
        found.append((duty.snoozed_until, _end_of_snooze(duty.snoozed_until, hours), True))
    if duty.given_at is not None:
        found.append((duty.given_at, _came_back(duty.given_at, hours), False))
    if duty.received_at is not None:
        found.append((duty.received_at, _passed_on(duty.received_at, hours), False))
    return sorted(found, key=lambda mark: mark[0])


def _passed_on(at: datetime, hours: Hours) -> Occurrence:
    name = f"passed:{at:%Y%m%dT%H%M%S}"
    return Occurrence(name, hours.awake(at), _("a colleague has passed it on to you"), working_days_only=True)


def _came_back(given_at: datetime, hours: Hours) -> Occurrence:
    """Whoever passed a duty on and has it again was told of it before that: the mail about its return comes after."""
    name = f"back:{given_at:%Y%m%dT%H%M%S}"
    why = _("it has come back to you: the colleague who had it cannot do it now")
    return Occurrence(name, hours.awake(given_at), why, working_days_only=True)


def _end_of_snooze(until: datetime, hours: Hours) -> Occurrence:
    return Occurrence(f"snoozed:{until:%Y%m%dT%H%M}", hours.awake(until), _("you had put it off until now"))


def latest(
    rhythm: Rhythm, duty: Timed, *, now: datetime, hours: Hours | None = None, leave: Leave | None = None
) -> Occurrence | None:
    """The last occurrence that is due at `now`; none once doing the duty has lost its sense, or while it is put off.

    `leave` is the last one from which the owner came back: a series that ended meanwhile has its last mail after it.

    What could not be mailed at its moment, because nobody knew of it or nothing ran, waits for the end of quiet hours
    and, if it belongs to working days, for the next of them.
    """
    hours = hours or Hours.of(duty.owner)
    if (duty.ends is not None and now >= duty.ends) or hours.is_quiet(now):
        return None
    if duty.snoozed_until is not None and now < duty.snoozed_until:
        return None
    past = None
    for occurrence in series(rhythm, duty, hours):
        if occurrence.at > now:
            break
        past = occurrence
    if past is None or is_over(past, hours, now=now, leave=leave):
        return None
    return past if not past.working_days_only or hours.is_at_work(now) else None


def is_over(point: Occurrence, hours: Hours, *, now: datetime, leave: Leave | None) -> bool:
    """Whether it is too late for the last point of a series. What fell into a leave is told on the first working
    morning after it."""
    until = point.until
    if until is None:
        return False
    if leave is not None and leave[0] < until and point.at < leave[1]:
        back = next((at for _day, at in hours.mornings(leave[1] - timedelta(microseconds=1))), until)
        until = max(until, back + timedelta(days=1))
    return now >= until
