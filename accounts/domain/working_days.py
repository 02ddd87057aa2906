"""The working days of one person: their own week, without the public holidays of their country."""

from datetime import date
from functools import lru_cache

import holidays

from accounts.models import User


@lru_cache(maxsize=64)
def public_holidays(country: str) -> holidays.HolidayBase:
    """Public holidays of a country, any year; none for a country nobody has written down."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return holidays.HolidayBase()


def is_working_day(user: User, day: date) -> bool:
    return day.weekday() in user.work_days and day not in public_holidays(user.country)
