"""When a person may be written to: the working days and the quiet hours on that person's own clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.domain.working_days import public_holidays
from accounts.models import User

LONGEST_BREAK = 60  # days in a row without a working day; then there is none


@dataclass(frozen=True)
class Hours:
    """The zone, working days (Monday is 0) and daily times of one person; moments go in and come out aware."""

    zone: ZoneInfo
    country: str
    work_days: frozenset[int]
    work_from: time
    quiet_from: time
    quiet_until: time

    @classmethod
    def of(cls, user: User) -> "Hours":
        return cls(
            zone=ZoneInfo(user.time_zone),
            country=user.country,
            work_days=frozenset(user.work_days),
            work_from=user.work_from,
            quiet_from=user.quiet_from,
            quiet_until=user.quiet_until,
        )

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether the clock stands in [quiet_from, quiet_until), over midnight if it must; equal ends mean never."""
        clock = self.local(moment).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def awake(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours it falls into; never earlier."""
        while self.is_quiet(moment):
            moment = self._end_of_quiet(moment)
        return moment

    def _end_of_quiet(self, moment: datetime) -> datetime:
        here = self.local(moment)
        over_midnight = self.quiet_from > self.quiet_until and here.time() >= self.quiet_from
        day = here.date() + timedelta(days=1) if over_midnight else here.date()
        return next(end for end in self._shown(day, self.quiet_until) if end > moment)

    def _shown(self, day: date, clock: time) -> Iterator[datetime]:
        """When the clock shows that time, day by day: twice when it goes back, later when it skips."""
        first = datetime.combine(day, clock, tzinfo=self.zone)
        yield first.astimezone(UTC)
        yield first.replace(fold=1).astimezone(UTC)
        yield from self._shown(day + timedelta(days=1), clock)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.work_days and day not in public_holidays(self.country)

    def is_at_work(self, moment: datetime) -> bool:
        """Whether it is a working day there and the working day has begun; its evening counts."""
        here = self.local(moment)
        return self.is_working_day(here.date()) and here.time() >= self.work_from

    def mornings(self, after: datetime) -> Iterator[tuple[date, datetime]]:
        """Working days from the one of `after` on whose working day begins later than `after`, each with its beginning.

        A beginning inside the quiet hours waits for their end.
        """
        day, idle = self.local(after).date(), 0
        while idle < LONGEST_BREAK:
            idle += 1
            if self.is_working_day(day):
                idle = 0
                begins = datetime.combine(day, self.work_from, tzinfo=self.zone).astimezone(UTC)
                if begins > after:
                    yield day, self.awake(begins)
            day += timedelta(days=1)
