"""`manage restore FILE`: put a backup in place of database, uploads and mails, and erase again who was erased since."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from desk.domain.backup import BadArchive, DatabaseRefused, FilesDiffer, NotEmpty, Restored, restore
from recruiting.domain.errors import Refused
from recruiting.domain.people_data.journal import BrokenJournal

UNTOUCHED = "Nothing was changed. {}"


class Command(BaseCommand):
    help = "Restore a backup, checked by counting and digests. Stop the site first: who is at work holds the tables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace what is in the database and in the folders")
        parser.add_argument("--erasures", type=Path, help="a journal of erasures kept elsewhere, read as well")

    def handle(self, *, file: Path, yes: bool, erasures: Path | None, **options) -> None:
        """Prints what came back; CommandError says what stands in the way and whether anything was changed."""
        for path in (file, erasures):
            if path is not None and not path.is_file():
                raise CommandError(UNTOUCHED.format(f"There is no file {path}."))
        done = _restored(file, replace=yes, erasures=erasures)
        self.stdout.write(f"restored: tables {done.tables}, rows {done.rows}, files {done.files}, all as counted")
        again, gone = len(done.reapplied.again), done.reapplied.still_gone
        self.stdout.write(f"erased again {again}  still erased {gone}  left files removed {done.reapplied.files}")


def _restored(file: Path, *, replace: bool, erasures: Path | None) -> Restored:
    try:
        return restore(file.absolute(), replace=replace, now=timezone.now(), erasures=erasures)
    except NotEmpty as error:
        raise CommandError(
            UNTOUCHED.format("There are people in the database or files in its folders: --yes replaces them.")
        ) from error
    except (BadArchive, DatabaseRefused, BrokenJournal) as error:
        raise CommandError(UNTOUCHED.format(error)) from error
    except FilesDiffer as error:
        raise CommandError(f"The database is restored, but {error} Run it again.") from error
    except Refused as error:
        raise CommandError(f"Restored, but not everybody is erased again: {error} Run reapply-erasures.") from error
    except OSError as error:
        raise CommandError(f"The restore broke off: {error.strerror or error}. Run it again.") from error
