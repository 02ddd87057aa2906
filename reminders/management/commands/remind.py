"""Reminders as of a chosen moment: what would be sent, or sending it."""

import json
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from outbox.domain.delivery import deliver
from reminders.domain.engine import Reminder, remind
from reminders.domain.hours import Hours

YEARS = range(2000, 2101)


class Command(BaseCommand):
    help = "Sends the reminders that are due, each once, and prints one JSON object a line for each of them."

    def add_arguments(self, parser):
        parser.add_argument("--at", metavar="TIME", help="as of this time, with its zone: 2026-12-01T09:00+03:00")
        parser.add_argument("--dry-run", action="store_true", help="only print what would be sent")

    def handle(self, *args, at=None, dry_run=False, **options):
        clock = timezone.now()
        now = clock if at is None else moment(at)
        reminders = remind(now=now, dry_run=dry_run, written_at=clock)
        for reminder in reminders:
            if reminder.message is not None:
                deliver(message_id=reminder.message.pk, now=clock)
            self.stdout.write(json.dumps(described(reminder), ensure_ascii=False))


def moment(text: str) -> datetime:
    """The moment that `text` names.

    Raises CommandError, in one line, for anything that is no time or has no zone.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--at: {text!r} is no time; write it like 2026-12-01T09:00+03:00.") from None
    if found.tzinfo is None:
        raise CommandError(f"--at: {text!r} has no zone; write it like 2026-12-01T09:00+03:00.")
    if found.year not in YEARS:
        raise CommandError(f"--at: {text!r} is out of reach; years {YEARS[0]} to {YEARS[-1]} are known.")
    return found


def described(reminder: Reminder) -> dict[str, str]:
    """The line of one reminder; `due` is on the recipient's clock."""
    duty = reminder.duty
    with translation.override("en"):
        return {
            "rule": duty.kind,
            "recipient": duty.owner.email,
            "subject": duty.subject,
            "due": Hours.of(duty.owner).local(reminder.occurrence.at).isoformat(),
            "why": str(reminder.occurrence.why),
        }
