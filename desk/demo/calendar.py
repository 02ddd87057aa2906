"""Days and hours of the demo: always working days, so that the story reads the same on a Sunday."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/Chisinau"


def working_day(back: int, today: date) -> date:
    """The day `back` working days before today; negative is ahead, 0 is today or, on a weekend, next Monday."""
    day = today
    while day.weekday() > 4:
        day += timedelta(days=1)
    step = timedelta(days=-1 if back > 0 else 1)
    for _ in range(abs(back)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def moment(back: int, clock: str, now: datetime) -> datetime:
    """A clock time in the demo's zone on such a day."""
    zone = ZoneInfo(ZONE)
    day = working_day(back, now.astimezone(zone).date())
    return datetime.combine(day, time.fromisoformat(clock), zone)


def past(back: int, clock: str, now: datetime) -> datetime:
    """Such a moment, but never later than a minute ago: history has happened."""
    return min(moment(back, clock, now), now - timedelta(minutes=1))
