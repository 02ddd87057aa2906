"""How single duties stand: put off by their owner, or passed on to a colleague."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from accounts.domain.standing_in import away_until
from recruiting.models import TeamMember
from reminders.domain.duty import Duty, Key
from reminders.models import HandOff, Snooze


def settled(duties: Iterable[Duty], now: datetime) -> dict[Key, Duty]:
    """The duties by key with their snooze and the colleague's note, without what was passed on; four queries."""
    found = {duty.key: duty for duty in duties}
    subjects = {duty.subject for duty in found.values()}
    snoozed = _snoozes(subjects)
    rows = _hand_offs(subjects)
    handed = _in_force(rows, found.values(), now)
    given = {(row.kind, row.subject, row.from_user_id, row.schedule): row.at for row in rows}
    return {key: _with(duty, snoozed, handed, given) for key, duty in found.items() if not _passed_on(duty, handed)}


def _snoozes(subjects: set[str]) -> dict[Key, Snooze]:
    """The latest snooze of each duty."""
    rows = Snooze.objects.filter(subject__in=subjects).order_by("at", "pk")
    return {(row.kind, row.subject, row.user_id, row.schedule): row for row in rows}


def latest_hand_offs(duties: Iterable[Duty], now: datetime) -> dict[Key, HandOff]:
    """The latest passing-on that each person had a part in, as giver or as receiver.

    It counts while the receiver can do it: once they have left the team, and while they are away, the giver has the
    duty again, so that nothing is left with nobody.
    """
    duties = list(duties)
    return _in_force(_hand_offs({duty.subject for duty in duties}), duties, now)


def _hand_offs(subjects: set[str]) -> list[HandOff]:
    return list(HandOff.objects.filter(subject__in=subjects).select_related("from_user", "to_user").order_by("pk"))


def _in_force(rows: list[HandOff], duties: Iterable[Duty], now: datetime) -> dict[Key, HandOff]:
    if not rows:
        return {}
    places = {duty.subject: duty.place[0] for duty in duties}
    there = (
        TeamMember.objects.able()
        .leading()
        .filter(vacancy__in=set(places.values()), user__in={row.to_user_id for row in rows})
    )
    able = set(there.exclude(user__in=list(away_until(now))).values_list("vacancy", "user"))
    latest: dict[Key, HandOff] = {}
    for row in rows:
        if (places[row.subject], row.to_user_id) not in able:
            continue
        for person in (row.from_user_id, row.to_user_id):
            latest[row.kind, row.subject, person, row.schedule] = row
    return latest


def _passed_on(duty: Duty, handed: dict[Key, HandOff]) -> bool:
    return duty.key in handed and handed[duty.key].from_user_id == duty.owner.pk


def _with(duty: Duty, snoozed: dict[Key, Snooze], handed: dict[Key, HandOff], given: dict[Key, datetime]) -> Duty:
    if duty.key in given:
        duty = replace(duty, given_at=given[duty.key])
    if duty.key in snoozed:
        duty = replace(duty, snoozed_until=snoozed[duty.key].until)
    if duty.key in handed:
        row = handed[duty.key]
        duty = replace(duty, received_at=row.at, handed_by=row.from_user.full_name, note=row.note)
    return duty
