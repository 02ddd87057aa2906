"""The first half of a round: find what is due and note it in the ledger, in batches, before anything is written.

Each kind is one query that is read in pieces, so the memory of the round does not grow with what is due. A line of the
ledger is unique, so a second round at the same time notes nothing twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from django.db import DatabaseError, connection, transaction

from accounts.domain.standing_in import away_until, back_lately
from accounts.models import User
from recruiting.domain.instead import standing_in
from reminders.domain.agenda import Entry
from reminders.domain.duties import KINDS
from reminders.domain.hours import Hours
from reminders.domain.rhythm import Leave, Occurrence, Rhythm, latest
from reminders.domain.rulebook import Rulebook
from reminders.models import Delivery

BATCH = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One mail that is due: its line of the agenda and its point of the series, and when it is to be written."""

    duty: Entry
    occurrence: Occurrence
    send_at: datetime
    in_digest: bool
    instead_of: int | None = None  # who is away, by id, if the owner only stands in

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        duty = self.duty
        return duty.kind, duty.subject, duty.owner.pk, duty.schedule, self.occurrence.name


def found(*, now: datetime) -> Iterator[Found]:
    """Whatever is due at `now` and not in the ledger yet, kind by kind."""
    people = User.objects.filter(is_active=True).in_bulk()
    for away in away_until(now):
        people.pop(away, None)  # who stands in has the duty; everything else waits for their return
    places, returned = standing_in(), back_lately(now)
    rulebook, hours = Rulebook.load(), {pk: Hours.of(person) for pk, person in people.items()}
    with looking_up():
        for kind in KINDS:
            for entry in kind.entries(now=now, people=people, first=rulebook.largest_first(kind)):
                rhythm, person = rulebook.rhythm(kind, _place(entry)), entry.owner.pk
                one = _due(entry, rhythm, hours[person], now, returned.get(person))
                if one is not None:
                    absent = None if kind.of_a_seat else places.get((entry.vacancy_id or 0, entry.owner.pk))
                    yield replace(one, instead_of=absent) if absent else one


def note(*, now: datetime) -> int:
    """Write what is due into the ledger; how many lines were offered, those of a round at the same time included."""
    offered = 0
    due = found(now=now)
    while batch := list(islice(due, BATCH)):
        offered += len(batch)
        with transaction.atomic():
            Delivery.objects.bulk_create([_line(one, now) for one in batch], ignore_conflicts=True)
    return offered


def _place(entry: Entry) -> tuple[int | None, int | None]:
    return entry.vacancy_id, entry.stage_id


def _due(entry: Entry, rhythm: Rhythm | None, hours: Hours, now: datetime, leave: Leave | None) -> Found | None:
    occurrence = latest(rhythm, entry, now=now, hours=hours, leave=leave) if rhythm else None
    if occurrence is None or (entry.told is not None and occurrence.at <= entry.told):
        return None
    if not entry.owner.reminder_digest:
        return Found(entry, occurrence, occurrence.at, in_digest=False)
    morning = next_morning(occurrence.at, hours)
    fits = morning is not None and (entry.ends is None or morning < entry.ends)
    return Found(entry, occurrence, morning if fits and morning else occurrence.at, in_digest=fits)


def next_morning(moment: datetime, hours: Hours) -> datetime | None:
    """The working morning at that moment or after it: when the digest comes."""
    return next((at for _day, at in hours.mornings(moment - timedelta(microseconds=1))), None)


def _line(one: Found, now: datetime) -> Delivery:
    kind, subject, recipient, schedule, occurrence = one.key
    return Delivery(
        kind=kind,
        subject=subject,
        recipient_id=recipient,
        schedule=schedule,
        occurrence=occurrence,
        vacancy_id=one.duty.vacancy_id,
        due_at=one.occurrence.at,
        created_at=now,
        send_at=one.send_at,
        in_digest=one.in_digest,
        why={
            "owed_since": one.duty.since.isoformat(),
            "due": one.duty.due.isoformat(),
            "zone": one.duty.owner.time_zone,
            "stage": one.duty.stage_id,
        }
        | ({"instead_of": one.instead_of} if one.instead_of else {}),
    )


# The due are few among many. The database guesses badly how few, and would rather read whole tables than look each
# row up; and it plans cursors for their first tenth only.
PLANNER = {
    "cursor_tuple_fraction": "1.0",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}


@contextmanager
def looking_up() -> Iterator[None]:
    """Have the database find rows through indexes, for all rows of a cursor."""
    _plan([f"SET {name} = {value}" for name, value in PLANNER.items()])
    try:
        yield
    finally:
        with suppress(DatabaseError):  # a connection that is broken is not used again
            _plan([f"RESET {name}" for name in PLANNER])


def _plan(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))
