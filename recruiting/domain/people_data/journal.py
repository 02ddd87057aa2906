"""The journal of erasures outside the database: restoring an older backup must not bring an erased person back.

One line of JSON an act, with pseudonymous ids only, in ERASURE_JOURNAL. Lines are added and never changed. The records
in the database are the truth; whatever the journal lacks of them is added at every erasure, every night and before a
restore.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from recruiting.models import DestructionRecord


class BrokenJournal(Exception):
    """A line that is no act; `line` is its number. Nothing is guessed from it."""

    def __init__(self, path: Path, line: int):
        super().__init__(f"{path}, line {line}: this is no act of an erasure.")
        self.line = line


@dataclass(frozen=True)
class Act:
    """One line of the journal: what a DestructionRecord says."""

    number: int
    subject: UUID
    ground: str
    profile: str
    by: int | None
    at: datetime
    destroyed: dict[str, int]
    files: int
    also: list[UUID]
    repeats: int | None

    @property
    def subjects(self) -> list[UUID]:
        """Every id that the person had: a backup may be older than a merge of two records."""
        return [self.subject, *self.also]


def path() -> Path:
    return Path(settings.ERASURE_JOURNAL)


def acts(source: Path | None = None) -> list[Act]:
    """All acts, in the order of the file; none without a file. Raises BrokenJournal.

    A last line without its line break is a write that was cut short: the database still has that act.
    """
    source = source or path()
    if not source.exists():
        return []
    lines = source.read_text(encoding="utf-8").split("\n")
    return [_act(source, number, line) for number, line in enumerate(lines[:-1], start=1) if line.strip()]


def last_number() -> int:
    """The highest number given so far, also by a database that was replaced since."""
    return max((act.number for act in acts()), default=0)


def keep_up() -> int:
    """Add the acts that the journal lacks; how many."""
    with _locked() as file:
        known = {act.number for act in acts()}
        missing = DestructionRecord.objects.exclude(number__in=known).order_by("number")
        lines = [_line(record) for record in missing]
        if lines:
            _append(file, lines)
    return len(lines)


def add(others: list[Act]) -> int:
    """Add acts of another journal, as of the archive of a backup; how many were not known."""
    with _locked() as file:
        known = {(act.number, act.subject) for act in acts()}
        lines = [_line(act) for act in others if (act.number, act.subject) not in known]
        if lines:
            _append(file, lines)
    return len(lines)


@contextmanager
def _locked() -> Iterator[int]:
    """The journal open for adding, by one process at a time."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _append(file: int, lines: list[str]) -> None:
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != b"\n":  # a write that was cut short
        os.ftruncate(file, os.pread(file, size, 0).rfind(b"\n") + 1)
    os.write(file, "".join(f"{line}\n" for line in lines).encode())
    os.fsync(file)


def _line(record: "DestructionRecord | Act") -> str:
    said = {
        "number": record.number,
        "subject": str(record.subject),
        "ground": str(record.ground),
        "profile": record.profile,
        "by": record.by if isinstance(record, Act) else record.by_id,
        "at": record.at.isoformat(),
        "destroyed": record.destroyed,
        "files": record.files,
        "also": [str(uid) for uid in record.also],
        "repeats": record.repeats,
    }
    return json.dumps(said, ensure_ascii=False)


def _act(source: Path, number: int, line: str) -> Act:
    try:
        said = json.loads(line)
        ids = {"subject": UUID(said["subject"]), "also": [UUID(uid) for uid in said["also"]]}
        return Act(**{**said, **ids, "at": datetime.fromisoformat(said["at"])})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BrokenJournal(source, number) from error
