"""Closing a scorecard: sealing it with a digest, at once or in two steps, or saying that one cannot rate."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.claims import verify_claim
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import ClaimState
from recruiting.models import Application, Interview
from scorecards.domain.answers import answers_of
from scorecards.domain.assignments import Assignment, lock_assignment
from scorecards.domain.card_seal import sealed_content
from scorecards.domain.filling import is_independent
from scorecards.domain.gaps import Gap, gaps_of, gaps_of_ratings
from scorecards.domain.sealing import digest
from scorecards.domain.sheet import CardSheet, sheet_for
from scorecards.domain.two_steps import notes_until, ratings_digest
from scorecards.enums import CardState, DeclineReason
from scorecards.models import ExerciseResult, Scorecard


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
    place, sheet = _place_to_close(card, seen_version, by, now)
    gaps = gaps_of(answers_of(place.card), sheet)
    return Unfinished(card, gaps) if gaps else seal(card_of(place), now=now)


@transaction.atomic
def seal_ratings(*, card: Scorecard, seen_version: int, by: User, now: datetime) -> Scorecard | Unfinished:
    """First of two steps: levels, marks and recommendation stand from now on, words until noon of the next working day.

    Raises as `submit_card`, and AlreadyDone when this step was taken before.
    """
    place, sheet = _place_to_close(card, seen_version, by, now)
    if card_of(place).ratings_are_sealed:
        raise AlreadyDone(_("Your ratings are sealed already. The notes are still open."))
    gaps = gaps_of_ratings(answers_of(place.card), sheet)
    return Unfinished(card, gaps) if gaps else fix_ratings(card_of(place), sheet, now=now)


def fix_ratings(card: Scorecard, sheet: CardSheet, *, now: datetime) -> Scorecard:
    """The ratings of a locked card stand; every exercise gets its row, so that notes on it can still be written."""
    card.ratings.filter(level=None, not_observed=False).delete()
    there = set(card.results.values_list("exercise", flat=True))
    missing = [ExerciseResult(scorecard=card, exercise=one.row) for one in sheet.exercises if one.pk not in there]
    ExerciseResult.objects.bulk_create(missing)
    card.refresh_from_db()
    card.forget_parts()
    card.ratings_digest = ratings_digest(answers_of(card))
    card.ratings_sealed_at, card.notes_until = now, notes_until(card.interviewer, now)
    card.independent = is_independent(card)
    card.save()
    return card


@transaction.atomic
def seal_when_over(*, card: int, now: datetime) -> Scorecard | None:
    """Seal a card whose time for notes is over, with the notes that are there; None when somebody else did.

    What stands in the way of writing does not matter here: its ratings were sealed in time.
    """
    found = Scorecard.objects.select_related("application", "interview").get(pk=card)
    Application.objects.select_for_update(no_key=True).get(pk=found.application_id)
    row = Scorecard.objects.select_for_update(no_key=True, of=("self",)).get(pk=card)
    if not row.ratings_are_sealed or row.notes_until is None or row.notes_until > now:
        return None
    row.sealed_by_itself = True
    return seal(row, now=now)


def seal_overdue(*, now: datetime) -> int:
    """Seal every card whose time for notes is over; how many. What was missed while nothing ran is made good."""
    over = Scorecard.objects.filter(state=CardState.DRAFT, notes_until__lte=now).order_by("pk")
    return sum(seal_when_over(card=pk, now=now) is not None for pk in list(over.values_list("pk", flat=True)))


@transaction.atomic
def decline_card(
    *, interview: Interview, application: Application, by: User, reason: DeclineReason, note: str, now: datetime
) -> Scorecard:
    """Say that one cannot rate. A draft is kept; colleagues' ratings stay closed until the debrief."""
    place = lock_assignment(interview=interview, application=application, by=by)
    place.refuse_writing(now=now)
    if place.card is not None and place.card.ratings_are_sealed:
        raise Refused(_("Your ratings are sealed, so you cannot decline any more."))
    return decline_place(place, reason=reason, note=note, now=now)


def decline_place(place: Assignment, *, reason: DeclineReason, note: str, now: datetime) -> Scorecard:
    """The declined card of a locked place."""
    card = place.card or _empty_card(place, now)
    card.state = CardState.DECLINED
    card.decline_reason, card.decline_note = reason, note
    card.closed_at = now
    card.save()
    return card


def seal(card: Scorecard, *, now: datetime) -> Scorecard:
    """Seal a locked card that lacks nothing, or whose time is over; its findings reach the claims."""
    if not card.ratings_are_sealed:
        card.ratings.filter(level=None, not_observed=False).delete()
    card.independent = is_independent(card)
    card.seal = {
        **sealed_content(card),
        "independent": card.independent,
        "closed_at": now.isoformat(),
        "ratings_digest": card.ratings_digest,
        "entered_by": card.entered_by_id,
    }
    card.digest = digest(card.seal)
    _pass_on_claims(card, now)
    card.state = CardState.SUBMITTED
    card.closed_at = card.saved_at = now
    card.save()
    return card


def card_of(place: Assignment) -> Scorecard:
    assert place.card is not None  # noqa: S101 checked by whoever locked the place
    return place.card


def _place_to_close(card: Scorecard, seen_version: int, by: User, now: datetime) -> tuple[Assignment, CardSheet]:
    """The locked place of a card that may be closed."""
    interview = Interview.objects.get(scorecards=card)
    place = lock_assignment(interview=interview, application=card.application, by=by)
    place.refuse_writing(now=now)
    if place.card is None or place.card.pk != card.pk:
        raise Refused(_("This is not your scorecard."))
    if place.card.version != seen_version:
        raise Refused(_("This scorecard was changed elsewhere. Look at it again before you submit."))
    return place, sheet_for(place)


def _pass_on_claims(card: Scorecard, now: datetime) -> None:
    """What the writer found is kept with the claims. The writer is still blind, so it adds to what others found."""
    for mark in card.claim_marks.select_related("claim").order_by("claim"):
        if mark.state != ClaimState.UNVERIFIED and mark.evidence.strip():
            verify_claim(
                claim=mark.claim, state=ClaimState(mark.state), evidence=mark.evidence, by=card.interviewer, now=now
            )


def _empty_card(place: Assignment, now: datetime) -> Scorecard:
    return Scorecard(
        application=place.application,
        stage=place.stage,
        interviewer=place.interviewer,
        interview=place.interview,
        created_at=now,
        saved_at=now,
    )
