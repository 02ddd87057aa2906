"""Leaves: days on which a person is away and somebody stands in. They end by themselves."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from psycopg.errors import ExclusionViolation

from accounts.domain.errors import Refused
from accounts.models import Absence, User

LONGEST = timedelta(days=366)
Listener = Callable[[datetime], object]

_listeners: list[Listener] = []


def register(listener: Listener) -> Listener:
    """Add what has to follow a leave that was written down or called off; call it from `AppConfig.ready`."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


@transaction.atomic
def plan_leave(
    *, user: User, first_day: date, last_day: date, substitute: User | None, by: User, now: datetime
) -> Absence:
    """Write a leave down; both days count, on the person's own clock.

    Raises Refused for days that are over or overlap another leave, and for a substitute who cannot stand in.
    """
    _lock_people(user, substitute)
    _check_days(first_day, last_day)
    period = days_of(user, first_day, last_day)
    if period.upper <= now:
        raise Refused(_("These days are over."))
    if substitute is not None:
        _check_substitute(user, substitute, period)
    else:
        _check_nobody_is_left(user, period, by)
    try:
        with transaction.atomic():
            leave = Absence.objects.create(
                user=user,
                first_day=first_day,
                last_day=last_day,
                period=period,
                substitute=substitute,
                by=by,
                at=now,
            )
    except IntegrityError as error:
        if not isinstance(error.__cause__, ExclusionViolation):
            raise
        raise Refused(_("There is a leave in these days already.")) from error
    _follow(now)
    return leave


@transaction.atomic
def call_off_leave(*, leave: Absence, by: User, now: datetime) -> Absence:
    """The person is back, or does not go: from now on nobody stands in. A leave that is over stays as it was."""
    row = Absence.objects.select_for_update().get(pk=leave.pk)
    if row.called_off_at is None and row.period.upper > now:
        row.called_off_at = now
        row.save(update_fields=["called_off_at"])
        _follow(now)
    return row


def days_of(user: User, first_day: date, last_day: date) -> DateTimeTZRange:
    """[first day, day after the last) as moments on the person's clock."""
    zone = ZoneInfo(user.time_zone)
    start = datetime.combine(first_day, time(), tzinfo=zone)
    end = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=zone)
    return DateTimeTZRange(start, end)


def _check_days(first_day: date, last_day: date) -> None:
    """Before anything is counted with them: a date field takes the last day there is, which no day follows."""
    if last_day < first_day:
        raise Refused(_("The leave ends before it begins."))
    if last_day - first_day > LONGEST or last_day == date.max:
        raise Refused(_("A leave lasts at most a year. Switch the access off instead."))


def _check_substitute(user: User, substitute: User, period: DateTimeTZRange) -> None:
    if substitute.pk == user.pk:
        raise Refused(_("Nobody stands in for themselves."))
    if not substitute.is_active:
        raise Refused(_("%(name)s can no longer log in.") % {"name": substitute.full_name})
    if substitute.role != user.role:
        raise Refused(_("%(name)s has another role and could not do the work.") % {"name": substitute.full_name})
    away = _in(period).filter(user=substitute).first()
    if away is not None:
        raise Refused(_away(substitute, away))


def _check_nobody_is_left(user: User, period: DateTimeTZRange, by: User) -> None:
    relying = _in(period).filter(substitute=user).select_related("user").first()
    if relying is None:
        return
    words = _leave_words(relying.user, relying) | {"person": user.full_name}
    if by.pk == user.pk:
        raise Refused(_("You stand in for %(name)s from %(first)s to %(last)s. Name who stands in for you.") % words)
    raise Refused(
        _("%(person)s stands in for %(name)s from %(first)s to %(last)s. Name who stands in for %(person)s.") % words
    )


def _in(period: DateTimeTZRange):
    return Absence.objects.filter(period__overlap=period, called_off_at=None)


def _away(person: User, leave: Absence) -> str:
    return _("%(name)s is away too, from %(first)s to %(last)s.") % _leave_words(person, leave)


def _leave_words(person: User, leave: Absence) -> dict[str, str]:
    return {
        "name": person.full_name,
        "first": date_format(leave.first_day, "DATE_FORMAT"),
        "last": date_format(leave.last_day, "DATE_FORMAT"),
    }


def _lock_people(*people: User | None) -> None:
    """Two people who name each other at once wait for one another here, in one order."""
    keys = [person.pk for person in people if person is not None]
    list(User.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))


def _follow(now: datetime) -> None:
    for listener in _listeners:
        listener(now)
