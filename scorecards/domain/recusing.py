"""Stepping off a panel before the interview because of a conflict of interest: the seat is free for somebody else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.invitations import tell_panel
from recruiting.domain.scheduling import locked, require_planned
from recruiting.models import Interview
from scorecards.domain.assignments import find_assignment
from scorecards.domain.conflict_mails import tell_recused
from scorecards.domain.submission import decline_place
from scorecards.enums import CardState, DeclineReason, RecusalReason
from scorecards.models import Recusal


@transaction.atomic
def recuse(*, interview: Interview, by: User, reason: RecusalReason, note: str, now: datetime) -> Recusal:
    """Free the seat of `by`, who stays blind on the candidates like anybody who declined; tell the recruiters.

    Raises AlreadyDone for a repeated click, Refused without a seat, once the interview has begun, or after a rating.
    """
    interview = locked(interview)
    before = Recusal.objects.filter(interview=interview, interviewer=by).select_related("withdrawal").last()
    taken_back = getattr(before, "withdrawal", None)
    if before is not None and taken_back is None:
        raise AlreadyDone(_("You have stepped off this panel already."))
    require_planned(interview)
    if interview.starts_at <= now:
        raise Refused(_("The interview has begun. Say on the scorecard that you cannot rate."))
    seat = interview.seats.filter(interviewer=by, removed_at=None).select_related("interviewer").first()
    if seat is None:
        raise Refused(_("You are not on the panel of this interview."))
    if reason == RecusalReason.OTHER and not note.strip():
        raise Refused(_("Say in words what the conflict is."))
    _decline_all(interview, by, note, now)
    seat.removed_at = now
    seat.save(update_fields=["removed_at"])
    made = Recusal.objects.create(
        interview=interview, interviewer=by, reason=reason, note=note.strip(), at=now, after=taken_back
    )
    tell_panel("removed", interview, seats=[seat], by=by, now=now)
    tell_recused(made, now=now)
    return made


def _decline_all(interview: Interview, by: User, note: str, now: datetime) -> None:
    """A declined card on every candidate of the meeting keeps colleagues' ratings from whoever stepped off."""
    for application in interview.attendances.values_list("application", flat=True):
        place = find_assignment(interview=interview.pk, application=application, by=by)
        if place is None or not place.application.is_active:
            continue
        if place.card is not None and (place.card.state == CardState.SUBMITTED or place.card.ratings_are_sealed):
            raise Refused(_("You have rated already, so you cannot step off."))
        if place.card is None or place.card.state == CardState.DRAFT:
            decline_place(place, reason=DeclineReason.CONFLICT, note="", now=now)
