"""Who stands in for whom at a moment. A chain of absences is followed; it ends with somebody who is there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.domain.working_days import is_working_day
from accounts.models import Absence, User

Leave = tuple[datetime, datetime]
"""When somebody left and came back."""

LATELY = timedelta(days=31)  # in which what waited for a return has its mail


def stand_ins(now: datetime) -> dict[int, User]:
    """Id of everybody who is away at `now` -> who stands in; people without anybody are left out. One query."""
    absences = Absence.objects.at(now).select_related("substitute")
    named = {absence.user_id: absence.substitute for absence in absences}
    found = {away: _last(away, named) for away in named}
    return {away: person for away, person in found.items() if person is not None}


def away_until(now: datetime) -> dict[int, datetime]:
    """Id of everybody who is away at `now`, with anybody standing in or not -> when they are back. One query."""
    return dict(Absence.objects.at(now).values_list("user", "period__endswith"))


def back_lately(now: datetime) -> dict[int, Leave]:
    """Id of everybody who came back in the last weeks -> when they left and came back, the last time. One query.

    Leaves that follow one another with no working day between are one: nobody could be written to meanwhile.
    """
    ended = Q(period__endswith__gt=now - LATELY) & (Q(period__endswith__lte=now) | Q(called_off_at__lte=now))
    lately = Absence.objects.filter(ended, period__startswith__lt=now).values("user")
    rows = Absence.objects.filter(user__in=lately, period__startswith__lt=now).select_related("user")
    found: dict[int, Leave] = {}
    for row in rows.order_by("period"):
        left, back = row.period.lower, min(row.period.upper, row.called_off_at or row.period.upper)
        if not left < back <= now:
            continue
        before = found.get(row.user_id)
        joined = before is not None and _no_work_between(row.user, before[1], left)
        found[row.user_id] = (before[0], max(before[1], back)) if before is not None and joined else (left, back)
    return found


def _no_work_between(user: User, back: datetime, left: datetime) -> bool:
    """Whether the person had no working day from a return to the next leave, on their own clock."""
    zone = ZoneInfo(user.time_zone)
    day, until = back.astimezone(zone).date(), left.astimezone(zone).date()
    while day < until:
        if is_working_day(user, day):
            return False
        day += timedelta(days=1)
    return True


def stand_in(user: User, now: datetime) -> User | None:
    """Who stands in for the person at `now`; None when the person is there, or nobody is named or there."""
    return stand_ins(now).get(user.pk)


def stood_in_for(user: User, now: datetime) -> list[User]:
    """The people for whom the person stands in at `now`, by name."""
    away = [key for key, person in stand_ins(now).items() if person.pk == user.pk]
    return list(User.objects.filter(pk__in=away).order_by("name_sort", "pk")) if away else []


def _last(away: int, named: dict[int, User | None]) -> User | None:
    seen, here = {away}, named[away]
    while here is not None and here.pk in named:
        if here.pk in seen:
            return None
        seen.add(here.pk)
        here = named[here.pk]
    return here if here is not None and here.is_active else None
