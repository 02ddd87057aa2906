from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.domain.leave import plan_leave
from accounts.models import Absence, User


def make_leave(
    user: User,
    substitute: User | None = None,
    *,
    first_day: date | None = None,
    days: int = 7,
    now: datetime | None = None,
) -> Absence:
    """A leave of a week from the person's own today on, unless told."""
    now = now or timezone.now()
    first_day = first_day or now.astimezone(ZoneInfo(user.time_zone)).date()
    return plan_leave(
        user=user,
        first_day=first_day,
        last_day=first_day + timedelta(days=days - 1),
        substitute=substitute,
        by=user,
        now=now,
    )
