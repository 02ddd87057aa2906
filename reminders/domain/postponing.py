"""What a person may do with a duty instead of doing it: put it off for some days, or pass it to a colleague."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.standing_in import away_until
from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from reminders.domain.duties import KIND_OF
from reminders.domain.duty import Duty
from reminders.domain.standing import settled
from reminders.models import HandOff, Snooze

LONGEST = timedelta(days=7)
MOST_TIMES = 3
SAME_CLICK = timedelta(minutes=5)  # in which the same number of days is a repeated click, although the clock went on


def duty_of(user: User, *, kind: str, subject: str, now: datetime) -> Duty | None:
    """The duty as it stands, if the person owes it now."""
    if kind not in KIND_OF:
        return None
    owed = KIND_OF[kind].owed(now=now, user=user, among={subject})
    return next(iter(settled(owed, now).values()), None)


@transaction.atomic
def snooze(*, duty: Duty, until: datetime, by: User, now: datetime) -> Snooze:
    """Have no mails about the duty until then, and one at that time. It is written down.

    Raises Refused beyond the limits, AlreadyDone for a repeated click.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = {"user": by, "kind": duty.kind, "subject": duty.subject, "schedule": duty.schedule}
    before = list(Snooze.objects.filter(**own))
    if before and now < until <= before[-1].until + SAME_CLICK:
        raise AlreadyDone(_("It is put off already."))
    if duty.owner.pk != by.pk or not now < until <= now + LONGEST:
        raise Refused(_("It can be put off for a week at most."))
    if duty.ends is not None and until >= duty.ends:
        raise Refused(_("By then it is too late for it."))
    if len(before) >= MOST_TIMES:
        words = ngettext("You have put it off %(times)s time.", "You have put it off %(times)s times.", MOST_TIMES)
        raise Refused(words % {"times": MOST_TIMES})
    return Snooze.objects.create(**own, until=until, at=now)


def colleagues(duty: Duty, *, now: datetime) -> list[User]:
    """Who else owes the same duty and can take it over; nobody if it can only be done by oneself.

    Whoever is away is left out: until their return it would stay with the giver.
    """
    kind = KIND_OF[duty.kind]
    if not kind.can_be_handed_on:
        return []
    same = [one for one in kind.owed(now=now, among={duty.subject}) if one.schedule == duty.schedule]
    away = away_until(now)
    there = {one.owner for one in same if one.owner.pk not in away} - {duty.owner}
    return sorted(there, key=lambda person: person.name_sort)


@transaction.atomic
def hand_on(*, duty: Duty, to: User, note: str, by: User, now: datetime) -> HandOff:
    """Leave the duty to a colleague of the team, with a note. Mails and My day of `by` are silent about it from now on.

    Raises Refused when the colleague cannot do it, AlreadyDone for a repeated click.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if duty.key not in settled([duty], now):
        raise AlreadyDone(_("You have passed it on already."))
    if duty.owner.pk != by.pk or to not in colleagues(duty, now=now):
        raise Refused(_("Choose a colleague who has the same part in the team."))
    return HandOff.objects.create(
        from_user=by,
        to_user=to,
        kind=duty.kind,
        subject=duty.subject,
        schedule=duty.schedule,
        note=note.strip(),
        at=now,
    )
