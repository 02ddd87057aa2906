"""Who stands in for whom at a moment. A chain of absences is followed; it ends with somebody who is there."""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Absence, User

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


def back_lately(now: datetime) -> dict[int, tuple[datetime, datetime]]:
    """Id of everybody who came back in the last weeks -> when they left and came back, the last time. One query."""
    ended = Q(period__endswith__gt=now - LATELY) & (Q(period__endswith__lte=now) | Q(called_off_at__lte=now))
    rows = Absence.objects.filter(ended, period__startswith__lt=now).order_by("period")
    spans = (
        (row.user_id, row.period.lower, min(row.period.upper, row.called_off_at or row.period.upper)) for row in rows
    )
    return {user: (left, back) for user, left, back in spans if left < back}


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
