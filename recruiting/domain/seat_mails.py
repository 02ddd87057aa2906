"""Mails about a seat that changed hands after its meeting. Neither says how anybody was rated, or whether."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from outbox.domain.queueing import queue_message
from outbox.domain.rendering import rendered
from outbox.enums import MessageKind
from recruiting.enums import ApplicationState
from recruiting.models import Seat

MAILS = "recruiting/interviews/mail"


def tell_who_gave(seat: Seat, *, successor: User, by: User, now: datetime) -> None:
    """Whoever had the seat learns that nothing is expected any more; somebody switched off is not written to."""
    if seat.interviewer.is_active:
        _mail("seat_given", seat, url="", other=successor, by=by, now=now)


def tell_who_took(seat: Seat, *, was: User, by: User, now: datetime) -> None:
    """Whoever has it now learns of whom a scorecard is expected, and where it is written."""
    path = reverse("recruiting:interview", args=[seat.interview_id])
    _mail("seat_taken", seat, url=settings.SITE_URL.rstrip("/") + path, other=was, by=by, now=now)


def _mail(name: str, seat: Seat, *, url: str, other: User, by: User, now: datetime) -> None:
    user, meeting = seat.interviewer, seat.interview
    places = list(
        meeting.attendances.filter(application__state=ApplicationState.ACTIVE).select_related("application__candidate")
    )
    people = [place.application.candidate for place in places]
    context = {
        "reader": user,
        "other": other,
        "by": by,
        "interview": meeting,
        "names": [person.full_name for person in people],
        "url": url,
    }
    subject, body = rendered(f"{MAILS}/{name}.txt", context, language=user.language, zone=user.time_zone)
    queue_message(
        kind=MessageKind.NOTICE,
        to=user.email,
        recipient=user,
        subject=subject,
        body=body,
        language=user.language,
        reply_to=by.email,
        about=[person.uid for person in people],
        by=by,
        now=now,
    )
