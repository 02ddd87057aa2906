"""Reminders as of a chosen moment: what would be sent, sending it, or why somebody gets what."""

import json
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from accounts.models import User
from outbox.domain.delivery import deliver
from reminders.domain.engine import foreseen, remind
from reminders.domain.explaining import explain
from reminders.domain.finding import Found
from reminders.domain.hours import Hours
from reminders.domain.writing import Reminder

YEARS = range(2000, 2101)


class Command(BaseCommand):
    help = "Sends the reminders that are due, each once, and prints one JSON object a line for each of them."

    def add_arguments(self, parser):
        parser.add_argument("--at", metavar="TIME", help="as of this time, with its zone: 2026-12-01T09:00+03:00")
        parser.add_argument("--dry-run", action="store_true", help="only print what would be sent")
        parser.add_argument("--explain", metavar="USER", help="send nothing; say what decided for this person (e-mail)")

    def handle(self, *args, at=None, dry_run=False, **options):
        clock = timezone.now()
        now = clock if at is None else moment(at)
        if options["explain"] is not None:
            return self._explain(person(options["explain"]), now)
        for reminder in foreseen(now=now) if dry_run else remind(now=now, written_at=clock):
            if isinstance(reminder, Reminder):
                deliver(message_id=reminder.message.pk, now=clock)
            self.stdout.write(json.dumps(described(reminder), ensure_ascii=False))
        return None

    def _explain(self, user: User, now: datetime) -> None:
        """One JSON object a line for each duty, and for each kind of which nothing is owed."""
        with translation.override("en"), timezone.override(user.time_zone):
            for reason in explain(user=user, at=now):
                line = {
                    "rule": reason.kind.key,
                    "subject": reason.subject,
                    "decided": reason.decided.value,
                    "why": reason.words,
                    "instead_of": reason.instead_of,
                    "at": Hours.of(user).local(reason.at).isoformat() if reason.at else "",
                }
                self.stdout.write(json.dumps(line, ensure_ascii=False))


def person(address: str) -> User:
    """Somebody who may log in. Raises CommandError, in one line, when nobody has the address."""
    try:
        return User.objects.get_by_natural_key(address)
    except User.DoesNotExist:
        raise CommandError(f"--explain: nobody has the address {address!r}.") from None


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


def described(reminder: Reminder | Found) -> dict[str, str]:
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
