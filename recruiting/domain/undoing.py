"""Taking back one's last act on a board: a move, moves of many at once, or a closing.

An act can be taken back by whoever did it, for a short time, once, and only where nothing else has happened since. What
it did beside the move is said: a letter is called back if it has not left, a called-off interview stays called off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.calling_back import call_back
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.scheduling import NO_CANDIDATE
from recruiting.domain.workflow import locked, what_happened
from recruiting.enums import ApplicationState, InterviewState
from recruiting.models import Application, Interview, Stage, StageMove, Vacancy

UNDO_FOR = timedelta(minutes=10)
"""How long an act can be taken back; a letter that leaves earlier ends it earlier."""


@dataclass(frozen=True)
class LastAct:
    """What the person did last in a vacancy and may still take back. `until` is when that ends."""

    act: UUID
    moves: Sequence[StageMove]
    until: datetime

    @property
    def closed(self) -> bool:
        return self.moves[0].to_state != ApplicationState.ACTIVE

    @property
    def count(self) -> int:
        return len(self.moves)

    @property
    def only(self) -> StageMove:
        return self.moves[0]


@dataclass(frozen=True)
class Undone:
    """Whom the undo brought back, and who stays with the reason; `called_off` meetings are not planned again."""

    back: list[Application] = field(default_factory=list)
    held: list[tuple[Application, str]] = field(default_factory=list)
    letters: int = 0
    called_off: int = 0


def last_act(*, vacancy: Vacancy, user: User, now: datetime) -> LastAct | None:
    """The person's last act in the vacancy, if it can still be taken back."""
    newest = _newest(vacancy, user)
    if newest is None or newest.act is None or newest.undoes_id or newest.at + UNDO_FOR <= now:
        return None
    moves = list(_moves(vacancy, newest.act).filter(undone_by=None))
    return LastAct(newest.act, moves, newest.at + UNDO_FOR) if moves else None


@transaction.atomic
def undo(*, vacancy: Vacancy, act: UUID, by: User, now: datetime) -> Undone:
    """Take the act back for everyone to whom nothing else has happened since.

    Raises AlreadyDone for a repeated click, Refused when it is too late or not the person's last act, Conflict when
    it can be taken back for nobody.
    """
    Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    moves = list(_moves(vacancy, act).filter(by=by))
    _check_act(vacancy, moves, by=by, now=now)
    undone, together = Undone(), uuid4()
    called_off: set[int] = set()
    letters = 0
    for step in sorted(moves, key=lambda step: step.application_id):
        row = locked(step.application)
        try:
            with transaction.atomic():
                letters += _take_back(row, step, act=together, by=by, now=now)
        except Refused as refusal:
            undone.held.append((row, refusal.message))
        else:
            undone.back.append(row)
            called_off |= _called_off(row, step, now)
    if not undone.back:
        raise Conflict(undone.held[0][1])
    return Undone(undone.back, undone.held, letters, len(called_off))


def _moves(vacancy: Vacancy, act: UUID):
    rows = StageMove.objects.filter(act=act, application__vacancy=vacancy).order_by("pk")
    return rows.select_related("application__candidate", "from_stage", "to_stage")


def _newest(vacancy: Vacancy, user: User) -> StageMove | None:
    """The latest thing the person did on this board; putting somebody on it is no move."""
    rows = StageMove.objects.filter(by=user, application__vacancy=vacancy, from_stage__isnull=False)
    return rows.order_by("-at", "-pk").first()


def _check_act(vacancy: Vacancy, moves: Sequence[StageMove], *, by: User, now: datetime) -> None:
    if not moves:
        raise Refused(_("There is no such act of yours."))
    if StageMove.objects.filter(undoes__in=moves).exists():
        raise AlreadyDone(_("This was taken back already."))
    newest = _newest(vacancy, by)
    if newest is None or newest.act != moves[0].act:
        raise Refused(_("Only your last act can be taken back, and you have done something else since."))
    if moves[0].at + UNDO_FOR <= now:
        minutes = int(UNDO_FOR.total_seconds() // 60)
        raise Refused(_("An act can be taken back for %(minutes)d minutes, and they are over.") % {"minutes": minutes})


def _take_back(row: Application, step: StageMove, *, act: UUID, by: User, now: datetime) -> int:
    """Put the application where it was; how many letters were called back."""
    _check_untouched(row, step)
    letters = 0
    changes: dict = {"stage": step.from_stage, "stage_since": step.since_before or row.stage_since}
    if step.to_state != ApplicationState.ACTIVE:
        letters = _call_letters_back(row, by=by, now=now)
        changes |= {"state": step.from_state, "closed_at": None, "reason": None, "no_letter_reason": ""}
    fresh = Application.objects.filter(pk=row.pk, revision=row.revision)
    if fresh.update(revision=F("revision") + 1, **changes) != 1:
        raise Conflict(what_happened(row, None))
    StageMove.objects.create(
        application=row,
        from_stage=row.stage,
        to_stage=cast(Stage, step.from_stage),  # putting somebody on the board is no act to be taken back
        from_state=row.state,
        to_state=step.from_state,
        by=by,
        at=now,
        act=act,
        revision=row.revision + 1,
        since_before=row.stage_since,
        undoes=step,
    )
    return letters


def _check_untouched(row: Application, step: StageMove) -> None:
    if row.revision != step.revision:
        last = row.moves.select_related("by", "to_stage").order_by("at", "pk").last()
        raise Conflict(what_happened(row, last))
    if row.candidate.erased_at:
        raise Conflict(_("This person was erased before."))
    if step.to_state != ApplicationState.ACTIVE and not row.vacancy.is_running:
        raise Conflict(_("The vacancy has been closed since, so %(name)s stays closed.") % _named(row))
    if Interview.objects.filter(attendances__application=row, created_at__gt=step.at).exists():
        raise Conflict(_("An interview with %(name)s has been planned since.") % _named(row))


def _call_letters_back(row: Application, *, by: User, now: datetime) -> int:
    """Call the closing letters of this outcome back; refuse when one has left."""
    messages = list(
        row.letters.filter(closing=True).exclude(message__state="cancelled").values_list("message_id", flat=True)
    )
    called = call_back(message_ids=messages, by=by, now=now)
    if called.left:
        raise Conflict(_("The letter to %(name)s has left, so the application stays closed.") % _named(row))
    return len(called.done)


def _called_off(row: Application, step: StageMove, now: datetime) -> set[int]:
    """Meetings ahead that a closing called off, not a person; the panel may have other plans by now."""
    if step.to_state == ApplicationState.ACTIVE:
        return set()
    ahead = Interview.objects.filter(attendances__application=row, starts_at__gt=now, state=InterviewState.CANCELLED)
    return set(ahead.filter(state_reason__in=_reasons()).values_list("pk", flat=True))


def _reasons() -> set[str]:
    """What a closing gives as the reason, in each language: the person may have changed theirs since."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(NO_CANDIDATE))
    return found


def _named(row: Application) -> dict[str, str]:
    return {"name": row.candidate.full_name}
