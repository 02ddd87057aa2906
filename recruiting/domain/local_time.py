"""Turning a date and a time on somebody's clock into a moment, with the two nights a year when that is not obvious."""

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _


class ClockError(ValueError):
    """The clock of that place never shows this time on that day, or shows it twice; `message` is for the person."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


def moment(day: date, clock: time, zone: str) -> datetime:
    """The moment when the clocks of `zone` show `clock` on `day`, aware, in that zone.

    Raises ClockError for a time that is skipped when clocks go forward or that comes twice when they go back, and for
    the first and last day that the calendar knows: in another zone they lie beyond it.
    Source: PEP 495, round trip through UTC.
    """
    if day.year in (MINYEAR, MAXYEAR):
        raise ClockError(_("This day is too far away. Choose another one."))
    place = ZoneInfo(zone)
    first = datetime.combine(day, clock, tzinfo=place)
    if _skipped(first, place):
        raise ClockError(_skipped_words(first, zone))
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        raise ClockError(_twice_words(first, zone))
    return first


def _skipped(shown: datetime, place: ZoneInfo) -> bool:
    return shown.astimezone(UTC).astimezone(place).replace(tzinfo=None) != shown.replace(tzinfo=None)


def _skipped_words(shown: datetime, zone: str) -> str:
    return _("%(time)s does not exist that day in %(zone)s: clocks go forward. Choose another time.") % {
        "time": f"{shown:%H:%M}",
        "zone": zone.replace("_", " "),
    }


def _twice_words(shown: datetime, zone: str) -> str:
    return _(
        "%(time)s comes twice that day in %(zone)s: clocks go back. Choose another time, or give it in the zone UTC."
    ) % {"time": f"{shown:%H:%M}", "zone": zone.replace("_", " ")}
