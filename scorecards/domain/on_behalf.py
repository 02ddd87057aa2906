"""A card from paper: a recruiter types it, the interviewer whose card it is confirms it or objects. Both names stay."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.queueing import queue_message
from outbox.domain.rendering import rendered
from outbox.enums import MessageKind
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import TeamFunction
from recruiting.models import Application, Interview, TeamMember
from scorecards.domain.answers import Answers, answers_of
from scorecards.domain.assignments import Assignment, lock_assignment
from scorecards.domain.conflict import Conflict
from scorecards.domain.filling import write_card
from scorecards.domain.gaps import gaps_of
from scorecards.domain.owed import standing_towards
from scorecards.domain.reading import read_cards
from scorecards.domain.sheet import sheet_for
from scorecards.domain.submission import Unfinished, card_of, fix_ratings
from scorecards.enums import CardState
from scorecards.models import RatingsSeen, Scorecard


def why_not(place: Assignment, typist: User, now: datetime) -> str:
    """Why `typist` may not type this interviewer's card; empty when they may.

    Whoever types learns the ratings, so nobody does who has a seat with this candidate and could still rate.
    """
    if place.interviewer.pk == typist.pk:
        return _("This is your own scorecard. Fill it in yourself.")
    if place.seat is None:
        return _("This person has no seat in the interview.")
    if place.interview.starts_at > now:
        return _("The interview has not begun yet.")
    runs = TeamMember.objects.held_by(typist).filter(function=TeamFunction.RECRUITER)
    if not runs.filter(vacancy=place.application.vacancy_id).exists():
        return _("Only a recruiter of this vacancy enters a scorecard for somebody else.")
    standing = standing_towards(typist, place.application)
    if standing.stepped_back:
        return _("You have said that you cannot rate this candidate. Ask somebody else.")
    if standing.owes or standing.has_draft:
        return _("You sit on a panel of this candidate and have not submitted your own scorecard. Ask somebody else.")
    return _of_card(place, typist)


def _of_card(place: Assignment, typist: User) -> str:
    card = place.card
    if card is None:
        return ""
    if card.state != CardState.DRAFT:
        return _("This scorecard is closed already.")
    if card.entered_by_id is None:
        return _("%(name)s has begun this scorecard. Nobody else sees or changes it.") % {"name": place.interviewer}
    if card.entered_by_id != typist.pk:
        return _("Somebody else is entering this scorecard.")
    if card.ratings_are_sealed:
        return _("This scorecard is handed over. %(name)s confirms it.") % {"name": place.interviewer}
    return ""


@transaction.atomic
def enter_card(
    *,
    interview: Interview,
    application: Application,
    interviewer: User,
    by: User,
    seen_version: int,
    answers: Answers,
    now: datetime,
    writer: str = "",
) -> Scorecard | Conflict:
    """Keep what is typed from the interviewer's paper. Raises Refused with the reason why `by` may not."""
    place = lock_assignment(interview=interview, application=application, by=interviewer)
    _require(place, by, now)
    return write_card(place, answers=answers, seen_version=seen_version, writer=writer, now=now, entered_by=by)


@transaction.atomic
def hand_over(*, card: Scorecard, seen_version: int, by: User, now: datetime) -> Scorecard | Unfinished:
    """The ratings stand as typed; the interviewer is told and confirms or objects until noon of the next working day.

    Raises Refused as `enter_card`, and when the card was changed since it was seen.
    """
    interview = Interview.objects.get(scorecards=card)
    place = lock_assignment(interview=interview, application=card.application, by=card.interviewer)
    _require(place, by, now)
    if place.card is None or place.card.version != seen_version:
        raise Refused(_("This scorecard was changed elsewhere. Look at it again before you submit."))
    sheet = sheet_for(place)
    if gaps := gaps_of(answers_of(place.card), sheet):
        return Unfinished(place.card, gaps)
    kept = card_of(place)
    seen = RatingsSeen.objects.filter(user=by, application=kept.application_id)
    kept.typist_informed = seen.exists()
    kept.save(update_fields=["typist_informed"])
    handed = fix_ratings(kept, sheet, now=now)
    read_cards(by=by, cards=[handed], now=now)
    _tell("entered", handed, to=handed.interviewer, by=by, now=now)
    return handed


@transaction.atomic
def object_to(*, card: Scorecard, words: str, by: User, now: datetime) -> Scorecard:
    """The interviewer does not accept what was typed: it is void, and they rate themselves.

    Raises AlreadyDone for a repeated click, Refused when the card is not one that somebody typed for `by`.
    """
    place = lock_assignment(interview=Interview.objects.get(scorecards=card), application=card.application, by=by)
    if place.card is None or place.card.pk != card.pk:
        raise AlreadyDone(_("You have objected already. The scorecard is yours to fill in."))
    row = place.card
    if row.entered_by is None or not row.ratings_are_sealed:
        raise Refused(_("This scorecard is not one that somebody entered for you."))
    if not words.strip():
        raise Refused(_("Say in words what is not as you wrote it."))
    row.state, row.objection, row.closed_at = CardState.VOID, words.strip(), now
    row.save()
    _tell("objected", row, to=row.entered_by, by=by, now=now)
    return row


def _require(place: Assignment, by: User, now: datetime) -> None:
    if reason := why_not(place, by, now):
        raise Refused(reason)
    place.refuse_writing(now=now)


def _tell(event: str, card: Scorecard, *, to: User, by: User, now: datetime) -> None:
    """A mail without a rating: who typed what for whom, until when, and where to look."""
    names = {"entered": "scorecards:card", "objected": "scorecards:panel"}
    arguments = [card.application_id] if event == "objected" else [card.interview_id, card.application_id]
    context = {
        "reader": to,
        "by": by,
        "card": card,
        "candidate": card.application.candidate,
        "url": settings.SITE_URL.rstrip("/") + reverse(names[event], args=arguments),
    }
    template = f"scorecards/mail/{event}.txt"
    subject, body = rendered(template, context, language=to.language, zone=to.time_zone)
    queue_message(
        kind=MessageKind.NOTICE,
        to=to.email,
        recipient=to,
        subject=subject,
        body=body,
        language=to.language,
        reply_to=by.email,
        by=by,
        now=now,
        about=[card.application.candidate.uid],
    )
