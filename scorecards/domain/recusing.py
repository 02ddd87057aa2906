"""Stepping off a panel before the interview because of a conflict of interest: the seat is free for somebody else."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.queueing import queue_message
from outbox.domain.rendering import rendered
from outbox.enums import MessageKind
from recruiting.domain.discretion import still_blind
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.invitations import tell_panel
from recruiting.domain.scheduling import locked, require_planned
from recruiting.enums import TeamFunction
from recruiting.models import Interview, TeamMember
from scorecards.domain.assignments import find_assignment
from scorecards.domain.submission import decline_place
from scorecards.enums import CardState, DeclineReason, RecusalReason
from scorecards.models import Recusal


@transaction.atomic
def recuse(*, interview: Interview, by: User, reason: RecusalReason, note: str, now: datetime) -> Recusal:
    """Free the seat of `by`, who stays blind on the candidates like anybody who declined; tell the recruiters.

    Raises AlreadyDone for a repeated click, Refused without a seat, once the interview has begun, or after a rating.
    """
    interview = locked(interview)
    if Recusal.objects.filter(interview=interview, interviewer=by).exists():
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
    made = Recusal.objects.create(interview=interview, interviewer=by, reason=reason, note=note.strip(), at=now)
    tell_panel("removed", interview, seats=[seat], by=by, now=now)
    _tell_recruiters(made, now)
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


def _tell_recruiters(made: Recusal, now: datetime) -> None:
    """A note may speak of a candidate, so it is kept from a recruiter who still owes a card on one of them."""
    interview = made.interview
    members = TeamMember.objects.filter(
        vacancy=interview.vacancy_id, function=TeamFunction.RECRUITER, user__is_active=True
    ).exclude(user=made.interviewer)
    places = list(interview.attendances.select_related("application__candidate"))
    for member in members.select_related("user"):
        user = member.user
        context = {
            "reader": user,
            "recusal": made,
            "note_waits": made.note != "" and any(still_blind(user, place.application) for place in places),
            "interview": interview,
            "names": [place.application.candidate.full_name for place in places],
            "url": settings.SITE_URL.rstrip("/") + reverse("recruiting:interview", args=[interview.pk]),
        }
        subject, body = rendered("scorecards/mail/recused.txt", context, language=user.language, zone=user.time_zone)
        queue_message(
            kind=MessageKind.NOTICE,
            to=user.email,
            recipient=user,
            subject=subject,
            body=body,
            language=user.language,
            reply_to=made.interviewer.email,
            by=made.interviewer,
            now=now,
            about=[place.application.candidate.uid for place in places],
        )
