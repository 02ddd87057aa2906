"""From duties to mails: what is due is written down once, with its mail, and only then handed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.domain.standing_in import stand_ins
from outbox.domain.queueing import queue_message
from outbox.enums import MessageKind
from outbox.models import OutboundMessage
from reminders.domain.duties import KINDS
from reminders.domain.duty import Duty
from reminders.domain.letters import letter
from reminders.domain.rhythm import Occurrence, latest
from reminders.models import Delivery

Key = tuple[str, str, int, str, str]


@dataclass(frozen=True)
class Reminder:
    """One mail that is due: the duty it is about and the point of its series; `message` once it is written."""

    duty: Duty
    occurrence: Occurrence
    message: OutboundMessage | None = None

    @property
    def key(self) -> Key:
        duty = self.duty
        return duty.kind, duty.subject, duty.owner.pk, duty.schedule, self.occurrence.name


def remind(*, now: datetime, dry_run: bool = False, written_at: datetime | None = None) -> list[Reminder]:
    """Write every mail that is due at `now` and not written yet; with `dry_run` only say which they are.

    `written_at` is the clock of the mails themselves, if `now` is not the present. Two runs at once write nothing
    twice: the unique key of `Delivery` lets one of them through.
    """
    due = list(_unwritten(list(_due(now))))
    if dry_run:
        return due
    return [written for reminder in due if (written := _write(reminder, now=now, written_at=written_at or now))]


def _due(now: datetime) -> Iterator[Reminder]:
    away = stand_ins(now)
    for kind in KINDS:
        for duty in kind.owed(now=now):
            if duty.owner.pk in away:
                continue  # who stands in has the duty; what only the owner can do waits for their return
            occurrence = latest(kind.rhythm, duty, now=now)
            if occurrence is not None:
                yield Reminder(duty, occurrence)


def _unwritten(reminders: list[Reminder]) -> Iterator[Reminder]:
    subjects = {reminder.duty.subject for reminder in reminders}
    columns = ("kind", "subject", "recipient", "schedule", "occurrence")
    written = set(Delivery.objects.filter(subject__in=subjects).values_list(*columns))
    return (reminder for reminder in reminders if reminder.key not in written)


def _write(reminder: Reminder, *, now: datetime, written_at: datetime) -> Reminder | None:
    """The record and its mail in one transaction; None when another run was faster, which takes the mail back too."""
    try:
        with transaction.atomic():
            message = _queue(reminder, now=now, written_at=written_at)
            _record(reminder, message, now=now)
    except IntegrityError:
        if _is_written(reminder):
            return None
        raise
    return Reminder(reminder.duty, reminder.occurrence, message)


def _queue(reminder: Reminder, *, now: datetime, written_at: datetime) -> OutboundMessage:
    owner = reminder.duty.owner
    subject, body = letter(reminder.duty, reminder.occurrence, now=now)
    return queue_message(
        kind=MessageKind.REMINDER,
        to=owner.email,
        recipient=owner,
        subject=subject,
        body=body,
        language=owner.language,
        by=None,
        now=written_at,
        about=_named(reminder.duty),
    )


def _named(duty: Duty) -> set[UUID]:
    """Ids of the candidates whom the mail names."""
    of_application = {duty.application.candidate.uid} if duty.application else set()
    if duty.interview is None:
        return of_application
    return of_application | {
        place.application.candidate.uid for place in duty.interview.attendances.select_related("application__candidate")
    }


def _record(reminder: Reminder, message: OutboundMessage, *, now: datetime) -> Delivery:
    kind, subject, recipient, schedule, occurrence = reminder.key
    duty = reminder.duty
    return Delivery.objects.create(
        kind=kind,
        subject=subject,
        recipient_id=recipient,
        schedule=schedule,
        occurrence=occurrence,
        due_at=reminder.occurrence.at,
        created_at=now,
        why={"owed_since": duty.since.isoformat(), "due": duty.due.isoformat(), "zone": duty.owner.time_zone},
        message=message,
    )


def _is_written(reminder: Reminder) -> bool:
    kind, subject, recipient, schedule, occurrence = reminder.key
    return Delivery.objects.filter(
        kind=kind, subject=subject, recipient=recipient, schedule=schedule, occurrence=occurrence
    ).exists()
