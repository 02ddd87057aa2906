"""Bringing a backup back. Everything is proved aside first; then the database changes in one transaction, then files.

Whoever was erased since the backup was written is erased again: before the database is replaced, its acts go into the
journal beside it; the archive's own journal and a given one are read as well.
"""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from desk.domain.backup.archive import DUMP, JOURNAL, BadArchive, Manifest, digest_of, unpack
from desk.domain.backup.postgres import bring_back
from desk.domain.backup.writing import kept_files, stores
from recruiting.domain.people_data import journal
from recruiting.domain.people_data.reapplying import Reapplied, reapply_erasures

BEFORE = ".before-restore"


class FilesDiffer(Exception):
    """The database is the backup's by now, and a file is not as it is in the backup; the message says which."""


class NotEmpty(Exception):
    """There is something that a restore would replace, and nobody has said that it may."""


@dataclass(frozen=True)
class Restored:
    """What came back, counted after it was there, and what was erased again."""

    tables: int
    rows: int
    files: int
    reapplied: Reapplied


def restore(source: Path, *, replace: bool, now: datetime, erasures: Path | None = None) -> Restored:
    """Put the backup in place of database, uploads and mails.

    Raises BadArchive, NotEmpty, journal.BrokenJournal (nothing was touched), DatabaseRefused (the database is as it
    was, files too), FilesDiffer or OSError.
    """
    stores()["uploads"].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=stores()["uploads"].parent) as aside:
        place = Path(aside)
        manifest = unpack(source, place)
        _check_migrations(manifest)
        if not replace and _holds_something():
            raise NotEmpty
        acts = [journal.acts(path) for path in (place / JOURNAL, erasures) if path]
        _remember_erasures()
        bring_back(place / DUMP, counts=manifest.rows, script=place / "database.sql")
        files = _exchange(manifest, place)
    call_command("migrate", interactive=False, verbosity=0)
    for some in acts:
        journal.add(some)
    return Restored(len(manifest.rows), sum(manifest.rows.values()), files, reapply_erasures(now=now))


def _check_migrations(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise BadArchive(f"The backup is of a newer version of Rubrika: this one does not know {newer[0]}.")


def _holds_something() -> bool:
    """Whether anybody is in the database, or any file in the folders."""
    ready = _answer("SELECT to_regclass('accounts_user') IS NOT NULL")
    if ready and _answer("SELECT EXISTS (SELECT FROM accounts_user)"):
        return True
    return any(path.is_file() for root in stores().values() for path in root.rglob("*"))


def _answer(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def _remember_erasures() -> None:
    """Acts of the database that is about to be replaced; an empty one has none."""
    if _answer("SELECT to_regclass('recruiting_destructionrecord') IS NOT NULL"):
        journal.keep_up()


def _exchange(manifest: Manifest, place: Path) -> int:
    """Put the proved files in place of those there; the folder before goes only when the new one is proved again."""
    for folder, root in stores().items():
        before = root.with_name(root.name + BEFORE)
        shutil.rmtree(before, ignore_errors=True)
        (place / folder).mkdir(mode=0o700, exist_ok=True)
        root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if root.exists():
            root.rename(before)
        shutil.move(place / folder, root)
        _prove(manifest, folder, root)
        shutil.rmtree(before, ignore_errors=True)
    return kept_files(manifest)


def _prove(manifest: Manifest, folder: str, root: Path) -> None:
    for name, what in manifest.files.items():
        inside, _slash, path = name.partition("/")
        if inside == folder and digest_of(root / path) != what:
            raise FilesDiffer(f"“{name}” did not arrive as it is in the backup; what was there is in {root}{BEFORE}.")
