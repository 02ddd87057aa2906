"""`manage reapply-erasures`: after a restore, whoever was erased before is erased again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recruiting.domain.errors import Refused
from recruiting.domain.people_data import journal
from recruiting.domain.people_data.reapplying import reapply_erasures


class Command(BaseCommand):
    help = "Erase again everybody whom the journal of erasures names and a restored database has brought back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--journal", type=Path, help="another journal than the one of this installation")

    def handle(self, *, journal: Path | None, **options) -> None:
        """Prints what was done; CommandError for a journal that cannot be read or a mail on its way."""
        if journal is not None and not journal.is_file():
            raise CommandError(f"There is no journal {journal}.")
        done = _reapply(journal)
        for record in done.again:
            self.stdout.write(f"erased again: {record.subject} (act {record.number}, repeats {record.repeats})")
        self.stdout.write(
            f"erased again {len(done.again)}  still erased {done.still_gone}  left files removed {done.files}"
        )


def _reapply(source: Path | None):
    try:
        return reapply_erasures(now=timezone.now(), source=source)
    except (journal.BrokenJournal, Refused) as error:
        raise CommandError(str(error)) from error
