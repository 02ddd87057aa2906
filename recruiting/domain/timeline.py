"""Everything that happened on an application, in one order of time, as one person may read it.

Each source narrows itself to the reader: notes, claims and checks by their own querysets, letters and reasons by the
contacts permission, and reasons, while the reader still owes a scorecard, by who wrote them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.domain.claims_shown import ShownClaim
from recruiting.enums import InterviewState
from recruiting.models import (
    Application,
    Call,
    Interview,
    Letter,
    Note,
    OwnerChange,
    Reschedule,
    SeatHandover,
    StageMove,
    TaskAnswer,
    TaskMark,
)

MOST = 40  # shown at first; the rest opens on demand
KINDS: dict[str, Promise] = {
    "moves": _("Moves"),
    "letters": _("Letters"),
    "calls": _("Calls"),
    "interviews": _("Interviews"),
    "notes": _("Notes"),
    "claims": _("Claims"),
    "task": _("Task"),
    "files": _("Files"),
    "owners": _("Responsible"),
}


@dataclass(frozen=True)
class Event:
    """One thing that happened: `part` names the template of its words, `row` is what they are about."""

    at: datetime
    kind: str
    part: str
    row: Any
    sealed: bool = False  # the words of it are kept from the reader for now


@dataclass(frozen=True)
class Reader:
    """What the reader may read; `blind` while a scorecard of theirs is still to come."""

    user: User
    contacts: bool
    blind: bool

    def sealed(self, author: int | None) -> bool:
        return self.blind and author != self.user.pk


Source = Callable[[Application, Reader], Iterable[Event]]
"""Events that an app above keeps about an application, narrowed to the reader."""

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; call it from `AppConfig.ready` of the app that owns the rows."""
    if source not in _sources:
        _sources.append(source)
    return source


@dataclass(frozen=True)
class Timeline:
    """Events newest first, narrowed to `show` when it names a kind; `counts` of all kinds there are."""

    events: list[Event]
    counts: dict[str, int]
    show: str = ""
    hidden: int = 0
    kinds: dict[str, Promise] = field(default_factory=lambda: KINDS)

    @property
    def filters(self) -> list[tuple[str, Promise, int]]:
        return [(kind, label, self.counts[kind]) for kind, label in self.kinds.items() if self.counts.get(kind)]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def timeline(
    row: Application,
    reader: Reader,
    *,
    claims: Iterable[ShownClaim],
    files: Iterable,
    now: datetime,
    show: str = "",
    everything: bool = False,
) -> Timeline:
    """Read it in a number of queries that does not grow with what happened."""
    found = [
        *_moves(row, reader),
        *(_letters(row, reader) if reader.contacts else ()),
        *(_calls(row, reader) if reader.contacts else ()),
        *_interviews(row, reader.user, now),
        *_notes(row, reader.user),
        *_claims(claims),
        *_task(row, reader),
        *_owners(row),
        *(Event(file.added_at, "files", "file", file) for file in files),
        *(event for source in _sources for event in source(row, reader)),
    ]
    found.sort(key=lambda event: event.at, reverse=True)
    counts = Counter(event.kind for event in found)
    narrowed = [event for event in found if show not in KINDS or event.kind == show]
    shown = narrowed if everything else narrowed[:MOST]
    return Timeline(shown, dict(counts), show if show in KINDS else "", len(narrowed) - len(shown))


def _moves(row: Application, reader: Reader) -> Iterator[Event]:
    moves = StageMove.objects.filter(application=row).select_related("by", "from_stage", "to_stage")
    for move in moves:
        hidden = not reader.contacts or reader.sealed(move.by_id)
        yield Event(move.at, "moves", "move", move, sealed=hidden)


def _letters(row: Application, reader: Reader) -> Iterator[Event]:
    letters = Letter.objects.filter(application=row).select_related("message__author")
    for letter in letters.prefetch_related("message__attempts"):
        yield Event(letter.message.created_at, "letters", "letter", letter)


def _calls(row: Application, reader: Reader) -> Iterator[Event]:
    for call in Call.objects.standing().filter(application=row).select_related("by"):
        yield Event(call.at, "calls", "call", call, sealed=reader.sealed(call.by_id))


def _interviews(row: Application, user: User, now: datetime) -> Iterator[Event]:
    reach = Interview.objects.visible_to(user).filter(attendances__application=row)
    for interview in reach.select_related("stage", "created_by"):
        yield Event(interview.created_at, "interviews", "planned", interview)
        if interview.starts_at <= now and interview.state != InterviewState.CANCELLED:
            yield Event(interview.starts_at, "interviews", "met", interview)
    for change in Reschedule.objects.filter(interview__in=reach).select_related("by", "interview__stage"):
        yield Event(change.at, "interviews", "rescheduled", change)
    handed = SeatHandover.objects.filter(interview__in=reach)
    for handover in handed.select_related("was", "became", "by", "interview__stage"):
        yield Event(handover.at, "interviews", "handed", handover)


def _notes(row: Application, user: User) -> Iterator[Event]:
    for note in Note.objects.visible_to(user).filter(application=row).select_related("author"):
        yield Event(note.at, "notes", "note", note)


def _owners(row: Application) -> Iterator[Event]:
    for change in OwnerChange.objects.filter(application=row).select_related("was", "became", "by"):
        yield Event(change.at, "owners", "owner", change)


def _claims(claims: Iterable[ShownClaim]) -> Iterator[Event]:
    for one in claims:
        yield Event(one.claim.at, "claims", "claim", one.claim)
        for check in one.checks:
            check.claim = one.claim
            yield Event(check.at, "claims", "check", check)


def _task(row: Application, reader: Reader) -> Iterator[Event]:
    for answer in TaskAnswer.objects.filter(application=row).select_related("by"):
        yield Event(answer.at, "task", "answer", answer)
    for mark in TaskMark.objects.filter(answer__application=row).select_related("by"):
        if not reader.sealed(mark.by_id):
            yield Event(mark.at, "task", "mark", mark)
