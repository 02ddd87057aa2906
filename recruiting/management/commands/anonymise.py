"""`manage anonymise [--dry-run]`: the nightly erasure by hand; prints the destruction records."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recruiting.domain.people_data.anonymising import anonymise_due
from recruiting.domain.people_data.journal import BrokenJournal
from recruiting.domain.people_data.retention import due


class Command(BaseCommand):
    help = "Erase everybody whose term of storage has ended, and print the record of each destruction."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say who is due and change nothing")

    def handle(self, *, dry_run: bool, **options) -> None:
        now = timezone.now()
        if dry_run:
            for person in due(now=now):
                self.stdout.write(f"due since {person.ends_at:%Y-%m-%d}: {person.uid}")
            self.stdout.write(f"due {due(now=now).count()}; this was a dry run: nothing was changed")
            return
        try:
            night = anonymise_due(now=now)
        except BrokenJournal as error:
            raise CommandError(str(error)) from error
        for record in night.records:
            what = ", ".join(f"{category} {rows}" for category, rows in record.destroyed.items())
            self.stdout.write(
                f"act {record.number}  {record.at:%Y-%m-%d %H:%M} UTC  {record.subject}  ground {record.ground}"
                f"  profile {record.profile or '-'}  destroyed: {what}; files {record.files}"
            )
        for uid, why in night.put_off:
            self.stdout.write(f"put off: {uid}: {why}")
        self.stdout.write(f"erased {len(night.records)}  put off {len(night.put_off)}  files removed {night.files}")
