"""A card owed by somebody who can no longer log in: a recruiter or an administrator declines it in their name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.models import Application, Interview
from scorecards.domain.assignments import lock_assignment
from scorecards.domain.submission import decline_place
from scorecards.enums import CardState, DeclineReason
from scorecards.models import Scorecard


@transaction.atomic
def release_card(
    *, interview: Interview, application: Application, interviewer: User, by: User, now: datetime
) -> Scorecard:
    """Nobody waits for this card any more. What was drafted is kept unread; both names stay with the declined card.

    Raises AlreadyDone for a closed card, Refused while its interviewer can still log in, or when its ratings are sealed
    and it will close by itself.
    """
    place = lock_assignment(interview=interview, application=application, by=interviewer)
    person = User.objects.get(pk=interviewer.pk)
    if place.card is not None and place.card.state != CardState.DRAFT:
        raise AlreadyDone(_("This scorecard is closed already."))
    if person.is_active:
        raise Refused(_("%(name)s can still log in. Remind them instead.") % {"name": person.full_name})
    if place.card is not None and place.card.ratings_are_sealed:
        raise Refused(_("The ratings of this scorecard are sealed; it closes by itself."))
    if message := place.obstacle():
        raise Refused(message)
    card = decline_place(place, reason=DeclineReason.LEFT, note="", now=now)
    card.entered_by = by
    card.save(update_fields=["entered_by"])
    return card


def declined_reasons(application: Application) -> dict[tuple[int | None, int], Scorecard]:
    """(interview, interviewer) -> the card whose author cannot rate, with reason and note and nothing else of it.

    Both are words for the recruiter; a note may speak of the candidate, so nobody reads it who still owes a card.
    """
    cards = Scorecard.objects.filter(application=application, state=CardState.DECLINED).exclude(
        decline_reason=DeclineReason.LEFT
    )
    rows = cards.only("interview", "interviewer", "decline_reason", "decline_note")
    return {(card.interview_id, card.interviewer_id): card for card in rows}


def released_cards(application: Application) -> dict[tuple[int | None, int], Scorecard]:
    """(interview, interviewer) -> the card that somebody declined in their name; nothing that was written is read."""
    cards = Scorecard.objects.filter(
        application=application, state=CardState.DECLINED, decline_reason=DeclineReason.LEFT
    ).select_related("entered_by")
    rows = cards.only("interview", "interviewer", "closed_at", "entered_by__full_name")
    return {(card.interview_id, card.interviewer_id): card for card in rows}
