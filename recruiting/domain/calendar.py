"""Interviews as calendar entries (RFC 5545, RFC 5546). The UID stays for life; SEQUENCE rises with each change."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from recruiting.enums import Answer
from recruiting.models import Interview, Seat

PRODUCT = "-//Rubrika//Interviews//EN"
PARTICIPATION = {Answer.NONE: "NEEDS-ACTION", Answer.ACCEPTED: "ACCEPTED", Answer.DECLINED: "DECLINED"}


def entry_for_panel(
    interview: Interview, *, seats: Sequence[Seat], names: Sequence[str], now: datetime, cancelled: bool = False
) -> bytes:
    """The entry interviewers get: whom they meet (`names`) and who sits beside them."""
    summary = _("%(stage)s: %(people)s") % {"stage": interview.stage.name, "people": ", ".join(names)}
    event = _event(interview, summary=summary, now=now, cancelled=cancelled)
    for seat in seats:
        event.add("attendee", _attendee(seat), encode=False)
    return _calendar(event, "CANCEL" if cancelled else "REQUEST")


def entry_for_candidate(interview: Interview, *, now: datetime, cancelled: bool = False) -> bytes:
    """The entry a candidate gets: nobody else's name or address is in it."""
    summary = _("Interview: %(vacancy)s") % {"vacancy": interview.vacancy.title}
    event = _event(interview, summary=summary, now=now, cancelled=cancelled)
    return _calendar(event, "CANCEL" if cancelled else "PUBLISH")


def _event(interview: Interview, *, summary: str, now: datetime, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", f"{interview.uid}@rubrika")
    event.add("sequence", interview.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", interview.starts_at.astimezone(UTC))
    event.add("dtend", interview.ends_at.astimezone(UTC))
    event.add("summary", summary)
    event.add("location", interview.place or interview.link or "")
    if interview.link:
        event.add("url", interview.link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", vCalAddress.new(interview.created_by.email, cn=interview.created_by.full_name), encode=False)
    return event


def _attendee(seat: Seat) -> vCalAddress:
    return vCalAddress.new(
        seat.interviewer.email,
        cn=seat.interviewer.full_name,
        partstat=PARTICIPATION[Answer(seat.answer)],
        role="REQ-PARTICIPANT",
        rsvp=seat.answer == Answer.NONE,
    )


def _calendar(event: Event, method: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()
