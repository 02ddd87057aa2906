"""A conflict of interest that was declared by mistake is taken back: the person may be seated and rate again.

Nothing of the declaration goes. The card that it declined is void and keeps its reason; a new one begins, for whoever
still has the seat with the words that were written. What somebody has read since stays known (`RatingsSeen`).
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.scheduling import locked
from recruiting.models import Attendance, Interview
from scorecards.domain.answers import answers_of
from scorecards.domain.assignments import find_assignment
from scorecards.domain.conflict_mails import tell_taken_back
from scorecards.domain.conflicts import may_take_back
from scorecards.domain.filling import write_card
from scorecards.enums import CardState, DeclineReason
from scorecards.models import ConflictWithdrawal, QuestionMark, Recusal, Scorecard


@transaction.atomic
def take_back(*, declared: Recusal | Scorecard, reason: str, by: User, now: datetime) -> ConflictWithdrawal:
    """Note that the declaration was a mistake; whoever runs the vacancy and its author are told.

    Raises AlreadyDone for a repeated click; Refused without a reason, for somebody who would open ratings to
    themselves, and when everybody it concerned was erased.
    """
    assert declared.interview is not None  # noqa: S101 a conflict is declared about a meeting
    meeting = locked(declared.interview)
    row = type(declared)._default_manager.select_for_update(no_key=True).get(pk=declared.pk)
    if ConflictWithdrawal.objects.filter(**_of(row)).exists():
        raise AlreadyDone(_("This conflict of interest has been taken back already."))
    if isinstance(row, Scorecard) and (row.state, row.decline_reason) != (CardState.DECLINED, DeclineReason.CONFLICT):
        raise Refused(_("No conflict of interest was declared on this scorecard."))
    if not may_take_back(by, row):
        raise Refused(_("Somebody else takes it back: another recruiter of the vacancy, or an administrator."))
    if not reason.strip():
        raise Refused(_("Say why it was a mistake."))
    if not _cards(row) and not _somebody_left(meeting):
        raise Refused(_("These people’s data were erased, so nothing changes any more."))
    made = ConflictWithdrawal.objects.create(**_of(row), reason=reason.strip(), by=by, at=now)
    for card in _cards(row):
        _reopen(card, now)
    tell_taken_back(made, meeting, row.interviewer, now=now)
    return made


def _of(row: Recusal | Scorecard) -> dict:
    return {"scorecard": row} if isinstance(row, Scorecard) else {"recusal": row}


def _somebody_left(meeting: Interview) -> bool:
    return Attendance.objects.filter(interview=meeting, application__candidate__erased_at=None).exists()


def _cards(row: Recusal | Scorecard) -> list[Scorecard]:
    """The cards that the declaration declined, of people who were not erased."""
    cards = Scorecard.objects.with_parts().filter(
        interview=row.interview, interviewer=row.interviewer_id, state=CardState.DECLINED
    )
    cards = cards.filter(decline_reason=DeclineReason.CONFLICT, application__candidate__erased_at=None)
    cards = cards.filter(pk=row.pk) if isinstance(row, Scorecard) else cards.filter(closed_at=row.at)
    return list(cards.order_by("pk").select_for_update(no_key=True, of=("self",)))


def _reopen(card: Scorecard, now: datetime) -> None:
    """Make the card void; whoever still has the seat goes on where they stopped."""
    answers, marks = answers_of(card), list(card.question_marks.order_by("pk"))
    Scorecard.objects.filter(pk=card.pk).update(state=CardState.VOID)
    place = find_assignment(interview=card.interview_id or 0, application=card.application_id, by=card.interviewer)
    if place is None or place.obstacle() or not (card.version or marks):
        return
    new = write_card(
        replace(place, card=None), answers=answers, seen_version=0, writer="", now=now, entered_by=card.entered_by
    )
    assert isinstance(new, Scorecard)  # noqa: S101 a first save meets no other text
    for mark in marks:
        mark.pk, mark.scorecard = None, new
    QuestionMark.objects.bulk_create(marks)
