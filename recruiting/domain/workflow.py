"""The way of an application through the stages to its outcome.

Locks are taken vacancy, then application. `seen_revision` is the revision that the person had on the screen: if the
application has been moved since, the act is refused and says by whom.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain import gates
from recruiting.domain.errors import AlreadyDone, Conflict, HeldBack, Refused
from recruiting.domain.gates import Blocker
from recruiting.domain.letters import LetterText, send_closing_letter
from recruiting.domain.scheduling import call_off_without_candidates
from recruiting.enums import ApplicationState, Dispatch, ReasonKind, Scope
from recruiting.models import Application, OutcomeReason, Stage, StageMove, Vacancy

OUTCOMES: dict[ApplicationState, ReasonKind | None] = {
    ApplicationState.REJECTED: ReasonKind.REJECTED,
    ApplicationState.WITHDRAWN: ReasonKind.WITHDRAWN,
    ApplicationState.HIRED: None,
}
"""The states in which an application ends, and the kind of coded reason that each needs."""


@transaction.atomic
def move(
    *,
    application: Application,
    to_stage: Stage,
    seen_revision: int,
    by: User,
    now: datetime,
    override_reason: str = "",
    act: UUID | None = None,
) -> StageMove:
    """Move the application to another stage of its vacancy; `override_reason` goes past what the gates say.

    `act` is shared by all that one press of a button moves.

    Raises AlreadyDone for a repeated click, Conflict when somebody else moved it, HeldBack with the gates' blockers.
    """
    row = locked(application)
    if to_stage.vacancy_id != row.vacancy_id or to_stage.scope != Scope.CANDIDATE:
        raise Refused(_("This stage is not a stage for candidates of this vacancy."))
    _check_seen(row, seen_revision, by=by, done=row.is_active and row.stage_id == to_stage.pk)
    if not row.is_active:
        raise Refused(_("This application is closed."))
    if row.stage_id == to_stage.pk:
        raise AlreadyDone(_("%(name)s is already in this stage.") % {"name": row.candidate.full_name})
    reason = override_reason.strip()
    held = gates.blockers(row, to_stage, by=by)
    if held and not reason:
        raise HeldBack(_("Something still stands against this move."), blockers=held)
    _advance(row, seen_revision, stage=to_stage, stage_since=now)
    return _record(
        row, to_stage=to_stage, to_state=ApplicationState.ACTIVE, by=by, now=now, reason=reason, held=held, act=act
    )


@transaction.atomic
def close(
    *,
    application: Application,
    to_state: ApplicationState,
    reason: OutcomeReason | None,
    letter: LetterText | None,
    by: User,
    now: datetime,
    seen_revision: int,
    no_letter_reason: str = "",
    dispatch: Dispatch = Dispatch.DELAYED,
    act: UUID | None = None,
) -> StageMove:
    """End the application and answer the candidate: with `letter`, or with `no_letter_reason` if none is owed.

    Raises AlreadyDone for a repeated click, Conflict when somebody else changed it, Refused with what is missing.
    """
    row = locked(application)
    _check_seen(row, seen_revision, by=by, done=row.state == to_state)
    if not row.is_active:
        raise Refused(_("This application is closed."))
    _check_reason(to_state, reason)
    if (letter is None) == (not no_letter_reason.strip()):
        raise Refused(_("Send a letter, or say why none is owed."))
    if against := gates.outcome_blockers(row, to_state):
        raise Refused(against[0].message, blockers=against)
    _advance(
        row,
        seen_revision,
        state=to_state,
        closed_at=now,
        reason=reason,
        no_letter_reason="" if letter else no_letter_reason.strip(),
    )
    if letter is not None:
        send_closing_letter(application=row, text=letter, dispatch=dispatch, by=by, now=now)
    call_off_without_candidates(application=row, by=by, now=now)
    return _record(row, to_stage=row.stage, to_state=to_state, by=by, now=now, act=act)


def locked(application: Application) -> Application:
    """The application as it is now, locked after its vacancy."""
    Vacancy.objects.select_for_update(no_key=True).get(pk=application.vacancy_id)
    return (
        Application.objects.select_for_update(no_key=True, of=("self",))
        .select_related("candidate", "stage", "vacancy")
        .get(pk=application.pk)
    )


def _check_seen(row: Application, seen_revision: int, *, by: User, done: bool) -> None:
    """A stale page: one's own repeated click is told apart from another person's act."""
    if row.revision == seen_revision:
        return
    last = row.moves.select_related("by", "to_stage").order_by("at", "pk").last()
    if last is not None and last.by_id == by.pk and done:
        raise AlreadyDone(_("Already done for %(name)s.") % {"name": row.candidate.full_name})
    raise Conflict(what_happened(row, last))


def what_happened(row: Application, last: StageMove | None) -> str:
    """Who changed the application since, and to what."""
    if last is None:
        return _("%(name)s was changed while this page was open.") % {"name": row.candidate.full_name}
    words = {
        "who": last.by.full_name,
        "name": row.candidate.full_name,
        "stage": last.to_stage.name,
        "state": ApplicationState(last.to_state).label,
        "time": formats.date_format(timezone.localtime(last.at), "SHORT_DATETIME_FORMAT"),
    }
    if last.to_state == ApplicationState.ACTIVE:
        return _("%(who)s moved %(name)s to “%(stage)s” (%(time)s). Look at it before you go on.") % words
    return _("%(who)s closed the application of %(name)s (%(time)s): %(state)s.") % words


def _check_reason(to_state: ApplicationState, reason: OutcomeReason | None) -> None:
    if to_state not in OUTCOMES:
        raise Refused(_("This is not an outcome of an application."))
    kind = OUTCOMES[to_state]
    if kind is not None and (reason is None or reason.kind != kind):
        raise Refused(_("Choose the reason."))


def _advance(row: Application, seen_revision: int, **changes) -> None:
    """Write only over the revision that was seen, so that no lock forgotten elsewhere can lose a move."""
    fresh = Application.objects.filter(pk=row.pk, revision=seen_revision)
    if fresh.update(revision=F("revision") + 1, **changes) != 1:
        raise Conflict(what_happened(row, None))


def _record(
    row: Application,
    *,
    to_stage: Stage,
    to_state: ApplicationState,
    by: User,
    now: datetime,
    reason: str = "",
    held: list[Blocker] | None = None,
    act: UUID | None = None,
) -> StageMove:
    """Add to the history; a reason is kept only where it went past something."""
    return StageMove.objects.create(
        application=row,
        from_stage=row.stage,
        to_stage=to_stage,
        from_state=row.state,
        to_state=to_state,
        by=by,
        at=now,
        override_reason=reason if held else "",
        overridden=[blocker.code for blocker in held or []],
        act=act or uuid4(),
        revision=row.revision + 1,
        since_before=row.stage_since,
    )
