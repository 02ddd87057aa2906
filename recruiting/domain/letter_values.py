"""What the placeholders of a letter stand for, for one application."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils import formats, translation

from accounts.models import User
from outbox.domain.cleaning import one_line
from recruiting.enums import InterviewState, LetterEvent, Presence
from recruiting.models import Application, Attendance, Interview, Seat

LONGEST = 400  # characters of one value: the longest link to a call fits

TOOK_PLACE = [InterviewState.PLANNED, InterviewState.HELD]


def values_for(
    application: Application,
    *,
    language: str,
    by: User,
    now: datetime,
    interview: Interview | None = None,
    event: str = "",
) -> dict[str, str]:
    """Every placeholder's value on one line, in the language; empty where there is nothing to say."""
    meeting = interview or meeting_of(application, now=now, event=event)
    with translation.override(language):
        values = {
            "candidate_name": application.candidate.full_name,
            "vacancy_title": application.vacancy.title,
            "recruiter_name": by.full_name,
            "company": settings.COMPANY_NAME,
            "today": formats.date_format(now.astimezone(ZoneInfo(by.time_zone)), "j E Y"),
            "stage_name": application.stage.name,
            "interview_time": _time(meeting) if meeting else "",
            "interview_place": (meeting.place or meeting.link) if meeting else "",
        }
    return {name: one_line(value, longest=LONGEST) for name, value in values.items()}


def meeting_of(application: Application, *, now: datetime, event: str = "") -> Interview | None:
    """The candidate's next planned interview, else the latest one. A letter that looks back speaks of the latest that
    was not called off, one about somebody who did not come of the latest to which they did not."""
    rows = Interview.objects.filter(attendances__application=application).order_by("starts_at")
    if meant := _behind(rows, application, now, event).last():
        return meant
    ahead = rows.filter(state=InterviewState.PLANNED, ends_at__gt=now).first()
    return ahead or rows.last()


def _behind(rows: QuerySet[Interview], application: Application, now: datetime, event: str) -> QuerySet[Interview]:
    if event == LetterEvent.REJECTION:
        return rows.filter(state__in=TOOK_PLACE, starts_at__lte=now)
    if event == LetterEvent.NO_SHOW_CANDIDATE:
        missed = Attendance.objects.filter(application=application, presence=Presence.NO_SHOW)
        return rows.filter(pk__in=missed.values("interview"))
    if event == LetterEvent.INTERVIEWER_ABSENT:
        absent = Seat.objects.filter(presence=Presence.NO_SHOW, removed_at=None)
        return rows.filter(pk__in=absent.values("interview"))
    return rows.none()


def _time(interview: Interview) -> str:
    zone = ZoneInfo(interview.time_zone)
    start, end = interview.starts_at.astimezone(zone), interview.ends_at.astimezone(zone)
    return f"{formats.date_format(start, 'l, j E Y, H:i')}–{formats.date_format(end, 'H:i')} ({interview.time_zone})"
