"""Telling the people of a meeting about it: interviewers by mail with a calendar entry, candidates by a letter.

A mail to an interviewer is written in the interviewer's language and zone; a letter to a candidate in the language of
letters and in the zone of the interview. No mail says how anybody was rated.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from outbox.domain.queueing import File, queue_message
from outbox.domain.rendering import rendered
from outbox.enums import MessageKind, MessageState
from outbox.models import OutboundMessage
from recruiting.domain.calendar import entry_for_candidate, entry_for_panel
from recruiting.domain.letters import draft_from, leaves_at, with_own_page
from recruiting.domain.replies import reply_address
from recruiting.domain.wordings import template_for
from recruiting.enums import Dispatch, LetterEvent
from recruiting.models import Application, Attendance, Interview, Letter, Seat

MAILS = "recruiting/interviews/mail"
CALLED_OFF = {"cancelled", "removed"}
EVENT_OF = {
    "invited": LetterEvent.INVITATION,
    "moved": LetterEvent.RESCHEDULE,
    "cancelled": LetterEvent.CANCELLED,
}
AT_ONCE_BEFORE = timedelta(hours=3)
JUST_AFTER = timedelta(seconds=1)  # one round of the outbox takes both, in their order
ENTRY = "invite.ics"


def tell_panel(
    event: str, interview: Interview, *, seats: Iterable[Seat], by: User, now: datetime, reason: str = ""
) -> None:
    """Mail each holder of `seats`. `event` is invited, moved, cancelled, or removed from the panel."""
    panel = list(interview.seats.filter(removed_at=None).select_related("interviewer"))
    names = _names(interview)
    for seat in seats:
        _mail(event, interview, seat, panel=panel, names=names, by=by, now=now, reason=reason)


def _mail(event, interview, seat, *, panel, names, by, now, reason) -> None:
    user = seat.interviewer
    colleagues = [other.interviewer.full_name for other in panel if other.interviewer_id != user.pk]
    context = _context(interview, by, reason) | {"reader": user, "names": names, "colleagues": colleagues}
    subject, body = rendered(f"{MAILS}/panel_{event}.txt", context, language=user.language, zone=user.time_zone)
    called_off = event in CALLED_OFF
    with translation.override(user.language):
        told = [seat] if called_off else panel
        entry = entry_for_panel(interview, seats=told, names=names, now=now, cancelled=called_off)
    queue_message(
        kind=MessageKind.INVITATION,
        to=user.email,
        recipient=user,
        subject=subject,
        body=body,
        language=user.language,
        reply_to=by.email,
        enclosures=[_file(entry, called_off=called_off, asks=True)],
        about=_uids(interview),
        by=by,
        now=now,
    )


def tell_candidates(event: str, interview: Interview, *, by: User, now: datetime) -> None:
    """Write to each candidate of the meeting who has an address; `event` is invited, moved or cancelled."""
    for attendance in interview.attendances.select_related("application__candidate"):
        if attendance.application.candidate.email and attendance.application.is_active:
            _letter(event, interview, attendance, by=by, now=now)


def _letter(event: str, interview: Interview, attendance: Attendance, *, by: User, now: datetime) -> None:
    application, candidate = attendance.application, attendance.application.candidate
    subject, body = _words(event, interview, application, by=by, now=now)
    called_off = event in CALLED_OFF
    with translation.override(candidate.language):
        entry = entry_for_candidate(interview, now=now, cancelled=called_off)
    message = queue_message(
        kind=MessageKind.LETTER,
        to=candidate.email,
        subject=subject,
        body=body,
        language=candidate.language,
        reply_to=reply_address(interview.vacancy, by=by),
        enclosures=[_file(entry, called_off=called_off, asks=False)],
        about=[candidate.uid],
        by=by,
        now=now,
        not_before=_leaves_at(interview, application, now=now),
    )
    Letter.objects.create(application=application, message=message)


def _words(event: str, interview: Interview, application: Application, *, by: User, now: datetime) -> tuple[str, str]:
    """Subject and text from the template of letters; while it has no value for a place, from the interface's own."""
    template = template_for(EVENT_OF[event])
    if template is not None:
        draft = draft_from(template, application=application, by=by, now=now, interview=interview)
        if draft.subject and draft.body.strip() and not draft.missing:
            text = with_own_page(draft, application=application, by=by, now=now)
            return text.subject, text.body
    candidate = application.candidate
    context = _context(interview, by, "") | {"candidate": candidate}
    return rendered(f"{MAILS}/candidate_{event}.txt", context, language=candidate.language, zone=interview.time_zone)


def _leaves_at(interview: Interview, application: Application, *, now: datetime) -> datetime:
    """After the time in which a letter can be called back, unless the meeting is so near that it must go at once.

    What still waits to be said of the candidate's meetings then leaves just before it: old news must not come last.
    """
    if interview.starts_at - now >= AT_ONCE_BEFORE:
        return leaves_at(Dispatch.DELAYED, now=now)
    earlier = OutboundMessage.objects.filter(letter__application=application, enclosures__name=ENTRY)
    hurried = earlier.filter(state=MessageState.WAITING, not_before__gt=now).update(not_before=now)
    return now + JUST_AFTER if hurried else now


def tell_organiser(seat: Seat, *, now: datetime) -> None:
    """Let who arranged the meeting know that an interviewer cannot come."""
    interview, user = seat.interview, seat.interview.created_by
    context = _context(interview, seat.interviewer, "") | {"reader": user, "names": _names(interview)}
    subject, body = rendered(f"{MAILS}/seat_declined.txt", context, language=user.language, zone=user.time_zone)
    queue_message(
        kind=MessageKind.NOTICE,
        to=user.email,
        recipient=user,
        subject=subject,
        body=body,
        language=user.language,
        reply_to=seat.interviewer.email,
        about=_uids(interview),
        by=seat.interviewer,
        now=now,
    )


def _names(interview: Interview) -> list[str]:
    places = interview.attendances.select_related("application__candidate")
    return [place.application.candidate.full_name for place in places]


def _uids(interview: Interview) -> list[UUID]:
    return list(interview.attendances.values_list("application__candidate__uid", flat=True))


def _context(interview: Interview, by: User, reason: str) -> dict:
    return {
        "interview": interview,
        "by": by,
        "reason": reason,
        "url": settings.SITE_URL.rstrip("/") + reverse("recruiting:interview", args=[interview.pk]),
    }


def _file(entry: bytes, *, called_off: bool, asks: bool) -> File:
    method = "CANCEL" if called_off else "REQUEST" if asks else "PUBLISH"
    return File(ENTRY, f"text/calendar; charset=utf-8; method={method}", entry)
