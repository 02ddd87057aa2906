"""When a duty is mailed about: a rhythm names its moments; the latest that is due is mailed, others are let go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reminders.domain.hours import Hours

if TYPE_CHECKING:
    from reminders.domain.duty import Duty

MOST_MORNINGS = 10
Text = str | Promise


@dataclass(frozen=True)
class Occurrence:
    """One point of a series: its name in the record, its moment outside quiet hours, and why it is mailed."""

    name: str
    at: datetime
    why: Text
    working_days_only: bool = False


class Rhythm(Protocol):
    def occurrences(self, duty: "Duty", hours: Hours) -> Iterator[Occurrence]:
        """The series in the order of time."""
        ...


@dataclass(frozen=True)
class BeforeTheStart:
    """A day and an hour before `duty.ends`; not for somebody who was asked later than that."""

    leads = (
        ("day", timedelta(days=1), _("the interview is in a day")),
        ("hour", timedelta(hours=1), _("the interview is in an hour")),
    )

    def occurrences(self, duty: "Duty", hours: Hours) -> Iterator[Occurrence]:
        for name, lead, why in self.leads:
            if duty.ends is not None and duty.ends - lead >= duty.since:
                yield Occurrence(name, hours.awake(duty.ends - lead), why)


@dataclass(frozen=True)
class UntilDone:
    """When the duty is due, then on each later working morning, at most ten of them."""

    def occurrences(self, duty: "Duty", hours: Hours) -> Iterator[Occurrence]:
        first = hours.awake(duty.due)
        yield Occurrence("hour", first, _("an hour has passed since the interview"))
        told = hours.local(first).date()
        later = (morning for morning in hours.mornings(first) if morning[0] > told)
        for day, at in islice(later, MOST_MORNINGS):
            yield Occurrence(f"morning:{day.isoformat()}", at, _("the scorecard is still missing"), True)


@dataclass(frozen=True)
class OnceInTheMorning:
    """Once, on the first working morning after the duty became due."""

    def occurrences(self, duty: "Duty", hours: Hours) -> Iterator[Occurrence]:
        for _day, at in islice(hours.mornings(duty.due), 1):
            yield Occurrence("once", at, duty.why, True)


def latest(rhythm: Rhythm, duty: "Duty", *, now: datetime) -> Occurrence | None:
    """The last occurrence that is due at `now`; none once doing the duty has lost its sense.

    What could not be mailed at its moment, because nobody knew of it or nothing ran, waits for the end of quiet hours
    and, if it belongs to working days, for the next of them.
    """
    hours = Hours.of(duty.owner)
    if (duty.ends is not None and now >= duty.ends) or hours.is_quiet(now):
        return None
    past = None
    for occurrence in rhythm.occurrences(duty, hours):
        if occurrence.at > now:
            break
        past = occurrence
    return past if past and (not past.working_days_only or hours.is_at_work(now)) else None
