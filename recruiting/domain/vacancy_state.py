"""The states of a vacancy: one table of what may follow what, and one act that follows it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import ApplicationState, ReasonKind, VacancyState
from recruiting.models import OutcomeReason, Vacancy, VacancyEvent

TRANSITIONS: dict[VacancyState, frozenset[VacancyState]] = {
    VacancyState.DRAFT: frozenset({VacancyState.OPEN}),
    VacancyState.OPEN: frozenset({VacancyState.ON_HOLD, VacancyState.FILLED, VacancyState.CLOSED}),
    VacancyState.ON_HOLD: frozenset({VacancyState.OPEN, VacancyState.FILLED, VacancyState.CLOSED}),
    VacancyState.FILLED: frozenset(),
    VacancyState.CLOSED: frozenset(),
}
ENDS = frozenset({VacancyState.FILLED, VacancyState.CLOSED})


@transaction.atomic
def change_state(
    *,
    vacancy: Vacancy,
    to_state: VacancyState,
    by: User,
    now: datetime,
    code: OutcomeReason | None = None,
    note: str = "",
) -> Vacancy:
    """Hold, resume, fill or close the vacancy; `code` says why it is closed, `note` is free text for the history.

    Raises AlreadyDone for a repeated click, Refused when the table, an unanswered candidate or a missing reason
    stands against it.
    """
    row = Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    _check_transition(row, to_state)
    if to_state in ENDS:
        _check_end(row, to_state, code)
    was, row.state = VacancyState(row.state), to_state
    row.closed_at = now if to_state in ENDS else None
    row.save(update_fields=["state", "closed_at"])
    VacancyEvent.objects.create(
        vacancy=row,
        from_state=was,
        to_state=to_state,
        code=code if to_state == VacancyState.CLOSED else None,
        reason=note.strip(),
        by=by,
        at=now,
    )
    return row


def _check_transition(vacancy: Vacancy, to_state: VacancyState) -> None:
    if vacancy.state == to_state:
        raise AlreadyDone(_("Already done. The state of this vacancy: %(state)s.") % {"state": to_state.label})
    if to_state not in TRANSITIONS[VacancyState(vacancy.state)]:
        raise Refused(
            _("A vacancy in the state “%(was)s” cannot change to “%(to)s”.")
            % {"was": vacancy.get_state_display(), "to": to_state.label}
        )


def _check_end(vacancy: Vacancy, to_state: VacancyState, code: OutcomeReason | None) -> None:
    waiting = vacancy.applications.active().count()
    if waiting:
        raise Refused(
            ngettext(
                "%(count)d candidate is still in work. Answer this person first.",
                "%(count)d candidates are still in work. Answer each of them first.",
                waiting,
            )
            % {"count": waiting}
        )
    if to_state == VacancyState.CLOSED and (code is None or code.kind != ReasonKind.VACANCY_CLOSED):
        raise Refused(_("Say why the vacancy is closed."))
    hired = vacancy.applications.filter(state=ApplicationState.HIRED).count()
    if to_state == VacancyState.FILLED and hired < vacancy.openings:
        raise Refused(
            _("Hired so far: %(hired)d of %(openings)d. Close the vacancy with a reason instead.")
            % {"hired": hired, "openings": vacancy.openings}
        )
