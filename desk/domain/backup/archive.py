"""The file of a backup: a tar of the dump, uploads, mails and the journal of erasures, with a manifest at its end.

database.dump        pg_dump --format=custom
uploads/...          MEDIA_ROOT
mail/...             OUTBOX_MAIL_DIR
erasures.jsonl       who was erased, by pseudonymous ids
manifest.json        format, time, migrations, rows of each table, size and SHA-256 of each file above
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
JOURNAL = "erasures.jsonl"
FOLDERS = ("uploads", "mail")
CHUNK = 1024 * 1024
TABLE = re.compile(r"[a-z_][a-z0-9_]*")


class BadArchive(Exception):
    """The file is no backup that can be restored; the message says what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    """What is in an archive. `files` maps a name to its size in bytes and its SHA-256."""

    format: int
    written_at: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, tuple[int, str]]

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def digest_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def is_backup(path: Path) -> bool:
    """Whether the file begins as a backup does."""
    try:
        with tarfile.open(path, "r:") as tar:
            first = tar.next()
    except tarfile.TarError:
        return False
    return first is not None and first.name in (MANIFEST, DUMP, JOURNAL)


def unpack(source: Path, into: Path) -> Manifest:
    """Copy what is in the archive to `into`, and prove it before anything else is touched. Raises BadArchive."""
    try:
        with tarfile.open(source, "r:") as tar:
            found = {member.name: _copy(tar, member, into) for member in _members(tar)}
    except (tarfile.TarError, EOFError) as error:
        raise BadArchive(f"{source.name} is no backup, or it was cut short: {error}") from error
    manifest = _manifest(into / MANIFEST, found)
    _compare(manifest, found)
    return manifest


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Plain files with names that stay inside; a second file of the same name would hide the first."""
    seen = set()
    for member in tar:
        name = PurePosixPath(member.name)
        known = member.name in (MANIFEST, DUMP, JOURNAL) or (name.parts[:1] and name.parts[0] in FOLDERS)
        if not member.isfile() or name.is_absolute() or ".." in name.parts or not known or member.name in seen:
            raise BadArchive(f"“{member.name}” has no place in a backup.")
        seen.add(member.name)
        yield member


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> tuple[int, str]:
    target = into / member.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = tar.extractfile(member)
    if content is None:
        raise BadArchive(f"“{member.name}” cannot be read.")
    with content, target.open("xb") as file:
        target.chmod(0o600)
        return _copied(content, file)


def _copied(content: IO[bytes], file: IO[bytes]) -> tuple[int, str]:
    """Copy and digest; a file that ends too early is noticed by its size and digest."""
    size, digest = 0, hashlib.sha256()
    while chunk := content.read(CHUNK):
        file.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def _manifest(path: Path, found: dict) -> Manifest:
    if MANIFEST not in found:
        raise BadArchive("The backup has no manifest: it was cut short.")
    try:
        said = json.loads(path.read_bytes())
        manifest = Manifest(**{**said, "files": {name: (one[0], one[1]) for name, one in said["files"].items()}})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadArchive("The manifest of the backup cannot be read.") from error
    if manifest.format != FORMAT:
        raise BadArchive(f"This is a backup of format {manifest.format}; this version reads format {FORMAT}.")
    if not all(TABLE.fullmatch(table) and isinstance(rows, int) for table, rows in manifest.rows.items()):
        raise BadArchive("The manifest names tables that cannot be.")
    return manifest


def _compare(manifest: Manifest, found: dict[str, tuple[int, str]]) -> None:
    there = {name: what for name, what in found.items() if name != MANIFEST}
    if missing := sorted({*manifest.files, DUMP} - set(there)):
        raise BadArchive(f"“{missing[0]}” is missing from the backup.")
    if strange := sorted(set(there) - set(manifest.files)):
        raise BadArchive(f"“{strange[0]}” is not in the manifest of the backup.")
    for name, what in sorted(there.items()):
        if manifest.files[name] != what:
            raise BadArchive(f"“{name}” is not what the manifest says: the backup is damaged.")
