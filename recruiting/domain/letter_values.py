"""What the placeholders of a letter stand for, for one application."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, translation

from accounts.models import User
from outbox.domain.cleaning import one_line
from recruiting.enums import InterviewState
from recruiting.models import Application, Interview

LONGEST = 400  # characters of one value: the longest link to a call fits


def values_for(
    application: Application, *, language: str, by: User, now: datetime, interview: Interview | None = None
) -> dict[str, str]:
    """Every placeholder's value on one line, in the language; empty where there is nothing to say."""
    meeting = interview or meeting_of(application, now=now)
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


def meeting_of(application: Application, *, now: datetime) -> Interview | None:
    """The candidate's next planned interview, else the latest one."""
    rows = Interview.objects.filter(attendances__application=application)
    ahead = rows.filter(state=InterviewState.PLANNED, ends_at__gt=now).order_by("starts_at").first()
    return ahead or rows.order_by("starts_at").last()


def _time(interview: Interview) -> str:
    zone = ZoneInfo(interview.time_zone)
    start, end = interview.starts_at.astimezone(zone), interview.ends_at.astimezone(zone)
    return f"{formats.date_format(start, 'l, j E Y, H:i')}–{formats.date_format(end, 'H:i')} ({interview.time_zone})"
