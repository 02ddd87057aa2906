"""Closing a scorecard: sealing it with a digest, or saying that one cannot rate."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.models import Application, Interview
from scorecards.domain.answers import answers_of
from scorecards.domain.assignments import Assignment, lock_assignment, planned_items
from scorecards.domain.card_seal import sealed_content
from scorecards.domain.filling import is_independent
from scorecards.domain.gaps import Gap, gaps_of
from scorecards.domain.sealing import digest
from scorecards.enums import CardState, DeclineReason
from scorecards.models import Scorecard


@dataclass(frozen=True)
class Unfinished:
    """A card that cannot be sealed yet, and everything it lacks."""

    card: Scorecard
    gaps: list[Gap]


@transaction.atomic
def submit_card(*, card: Scorecard, seen_version: int, by: User, now: datetime) -> Scorecard | Unfinished:
    """Seal the card as `by` saw it at `seen_version`; the database then refuses any change but emptying a text.

    Raises AlreadyDone for a repeated submit, Refused when the meeting was cancelled, the seat is gone or the card has
    changed since it was seen. Nothing written is lost in either case.
    """
    interview = Interview.objects.get(scorecards=card)
    place = lock_assignment(interview=interview, application=card.application, by=by)
    place.refuse_writing()
    if place.card is None or place.card.pk != card.pk:
        raise Refused(_("This is not your scorecard."))
    if place.card.version != seen_version:
        raise Refused(_("This scorecard was changed elsewhere. Look at it again before you submit."))
    gaps = gaps_of(answers_of(place.card), planned_items(place.stage))
    return Unfinished(place.card, gaps) if gaps else _seal(place.card, now)


@transaction.atomic
def decline_card(
    *, interview: Interview, application: Application, by: User, reason: DeclineReason, note: str, now: datetime
) -> Scorecard:
    """Say that one cannot rate. A draft is kept; colleagues' ratings stay closed until the debrief."""
    place = lock_assignment(interview=interview, application=application, by=by)
    place.refuse_writing()
    card = place.card or _empty_card(place, now)
    card.state = CardState.DECLINED
    card.decline_reason, card.decline_note = reason, note
    card.closed_at = now
    card.save()
    return card


def _seal(card: Scorecard, now: datetime) -> Scorecard:
    card.independent = is_independent(card)
    card.seal = {**sealed_content(card), "independent": card.independent, "closed_at": now.isoformat()}
    card.digest = digest(card.seal)
    card.state = CardState.SUBMITTED
    card.closed_at = card.saved_at = now
    card.save()
    return card


def _empty_card(place: Assignment, now: datetime) -> Scorecard:
    return Scorecard(
        application=place.application,
        stage=place.stage,
        interviewer=place.interviewer,
        interview=place.interview,
        created_at=now,
        saved_at=now,
    )
