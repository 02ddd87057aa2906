"""Writing a backup: whole under its name, or not at all."""

import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from desk.domain.backup.archive import DUMP, FORMAT, JOURNAL, MANIFEST, Manifest, digest_of
from desk.domain.backup.postgres import dump, one_moment, row_counts
from recruiting.domain.people_data import journal


@dataclass(frozen=True)
class Written:
    """What a backup holds: tables, rows, uploads and mails, and bytes of the whole."""

    tables: int
    rows: int
    files: int
    size: int


def stores() -> dict[str, Path]:
    """The folders that belong to the database, by their name in an archive."""
    return {"uploads": Path(settings.MEDIA_ROOT), "mail": Path(settings.OUTBOX_MAIL_DIR)}


def write_backup(target: Path, *, now: datetime) -> Written:
    """Dump the database of one moment, then uploads and mails, and put the file in place when it is complete.

    An earlier file of the name stays until then. Raises DatabaseRefused or OSError, and then leaves nothing behind.
    """
    journal.keep_up()
    handle, draft_name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    draft = Path(draft_name)
    try:
        with os.fdopen(handle, "wb") as file, tempfile.TemporaryDirectory(dir=target.parent) as aside:
            manifest = _write(file, Path(aside), now)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return Written(len(manifest.rows), sum(manifest.rows.values()), kept_files(manifest), target.stat().st_size)


def kept_files(manifest: Manifest) -> int:
    """How many uploads and mails; the dump and the journal of erasures are not counted."""
    return sum(name.partition("/")[0] in stores() for name in manifest.files)


def _write(file, aside: Path, now: datetime) -> Manifest:
    dumped = aside / DUMP
    with one_moment() as snapshot:
        rows = row_counts()
        migrations = _migrations()
        dump(dumped, snapshot=snapshot)
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        files = {name: told for name, path in _files(dumped) if (told := _add(tar, path, name))}
        manifest = Manifest(FORMAT, now.isoformat(), migrations, rows, files)
        _add_manifest(tar, manifest.as_bytes())
    return manifest


def _files(dumped: Path) -> Iterator[tuple[str, Path]]:
    """Names in the archive and where the files are; a draft of a mail is no mail yet."""
    yield DUMP, dumped
    if journal.path().exists():
        yield JOURNAL, journal.path()
    for folder, root in stores().items():
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield f"{folder}/{path.relative_to(root).as_posix()}", path


def _add(tar: tarfile.TarFile, path: Path, name: str) -> tuple[int, str] | None:
    """Add a file and say what was added; one that changes meanwhile does not pass its own digest at the restore.

    None for one that goes just then: people work on meanwhile, an import is done, somebody is erased.
    """
    try:
        told = digest_of(path)
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = told[0], 0o600, int(path.stat().st_mtime)
        with path.open("rb") as content:
            tar.addfile(member, content)
    except FileNotFoundError:
        if name == DUMP:
            raise
        return None
    return told


def _add_manifest(tar: tarfile.TarFile, content: bytes) -> None:
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
