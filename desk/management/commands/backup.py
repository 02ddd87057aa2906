"""`manage backup FILE`: database, uploads and mails in one file, counted and digested."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from desk.domain.backup import DatabaseRefused, is_backup, write_backup
from recruiting.domain.people_data.journal import BrokenJournal


class Command(BaseCommand):
    help = "Write database, uploads and mails into one file. It holds people's data: keep it as safe as the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        """Prints what is in the file; CommandError, and no file, when something went wrong."""
        if file.is_dir() or not file.parent.is_dir():
            raise CommandError(f"{file} is no place for a file.")
        try:
            if file.exists() and file.stat().st_size and not is_backup(file):
                raise CommandError(f"{file} holds something that is no backup. Take another name, or remove it first.")
            done = write_backup(file.absolute(), now=timezone.now())
        except (DatabaseRefused, BrokenJournal) as error:
            raise CommandError(f"No backup was written. {error}") from error
        except OSError as error:
            raise CommandError(f"No backup was written. {error.strerror or error}") from error
        size = filesizeformat(done.size).replace("\xa0", " ")
        self.stdout.write(f"{file}: tables {done.tables}, rows {done.rows}, files {done.files}, {size}")
