"""Duties as the lines of My day: a name that leads to the place, what it is about, how late it is, one button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recruiting.domain.board import age_text, days_between
from reminders.domain.duties.scorecard_due import TIME_TO_WRITE
from reminders.domain.duties.vacancy_age import LONG
from reminders.domain.duty import Duty, Kind


@dataclass(frozen=True)
class Age:
    """Time used of a limit, in one unit, with the words beside the bar."""

    used: float
    limit: float
    words: str


@dataclass(frozen=True)
class Tag:
    words: str
    icon: str
    look: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    about: str
    url: str
    button: str
    late: bool
    mark: Age | Tag
    duty: Duty
    instead_of: str = ""  # whose duty it is while they are away
    can_be_handed_on: bool = False

    @property
    def is_aged(self) -> bool:
        return isinstance(self.mark, Age)


def row(duty: Duty, kind: Kind, *, now: datetime, instead: Mapping[int, str] | None = None) -> Row:
    """The line of one duty, in the language and zone that are active.

    `instead` says for which vacancies the reader stands in for whom; what a seat asks of somebody is always their own.
    """
    name, about, mark = LINES[duty.kind](duty, now)
    button = _("Go on") if duty.begun else str(kind.button)
    if duty.snoozed_until is not None and duty.snoozed_until > now:
        words = _("put off until %(day)s") % {"day": when(duty.snoozed_until)}
        mark = Tag(words, "pause-circle")
    away = "" if kind.of_a_seat else _away(duty, instead or {})
    return Row(name, about, _place(duty), button, duty.is_late(now), mark, duty, away, kind.can_be_handed_on)


def _away(duty: Duty, instead: Mapping[int, str]) -> str:
    matter = duty.application or duty.interview
    return "" if matter is None else instead.get(matter.vacancy_id, "")


def _place(duty: Duty) -> str:
    """Where it is done: a seat's next step is the kit, everything else is where the mail leads too."""
    if duty.kind == "interview_ahead" and duty.interview and len(duty.people) == 1:
        (place,) = duty.interview.places  # type: ignore[attr-defined]
        return reverse("scorecards:kit", args=[duty.interview.pk, place.application_id])
    return duty.url


def names(duty: Duty) -> str:
    return ", ".join(duty.people)


def when(start: datetime, end: datetime | None = None) -> str:
    """Day and time on the reader's clock, with the end if it is given."""
    local = timezone.localtime(start)
    words = date_format(local, "D, j E, H:i")
    return f"{words}–{date_format(timezone.localtime(end), 'H:i')}" if end else words


def _ahead(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    meeting = _meeting(duty)
    about = f"{when(meeting.starts_at, meeting.ends_at)} · {meeting.stage.name} · {meeting.vacancy.title}"
    soon = _("in %(time)s") % {"time": timesince(now, meeting.starts_at, depth=1)}
    return names(duty), about, Tag(soon, "clock")


def _unanswered(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    name, about, _soon = _ahead(duty, now)
    return name, about, Tag(_("Not confirmed"), "question-mark-circle", "warn")


def _scorecard(duty: Duty, now: datetime) -> tuple[str, str, Age]:
    meeting = _meeting(duty)
    about = _("%(stage)s ended %(when)s") % {"stage": meeting.stage.name, "when": when(meeting.ends_at)}
    if duty.begun:
        about = _("%(about)s · draft started") % {"about": about}
    return names(duty), about, _time_to_write(duty, now)


def _missing(duty: Duty, now: datetime) -> tuple[str, str, Age]:
    meeting = _meeting(duty)
    about = _("on %(people)s · %(stage)s ended %(when)s") % {
        "people": names(duty),
        "stage": meeting.stage.name,
        "when": when(meeting.ends_at),
    }
    return ", ".join(duty.others), about, _time_to_write(duty, now)


def _time_to_write(duty: Duty, now: datetime) -> Age:
    limit = TIME_TO_WRITE.total_seconds()
    used = (now - duty.since).total_seconds()
    words = _("%(time)s left") % {"time": timesince(now, duty.due, depth=1)}
    if duty.is_late(now):
        words = _("%(time)s late") % {"time": timesince(duty.due, now, depth=1)}
    return Age(used, limit, words)


def _stuck(duty: Duty, now: datetime) -> tuple[str, str, Age]:
    application = _application(duty)
    limit, days = application.stage.day_limit or 0, days_between(duty.since, now)
    about = f"{application.stage.name} · {application.vacancy.title}"
    return names(duty), about, Age(days, limit, age_text(days, limit))


def _decision(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    application = _application(duty)
    about = _("%(vacancy)s · all scorecards are in") % {"vacancy": application.vacancy.title}
    waited = _("%(time)s ago") % {"time": timesince(duty.since, now, depth=1)}
    return names(duty), about, Tag(waited, "clock")


def _undecidable(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    values = {"vacancy": _application(duty).vacancy.title, "people": ", ".join(duty.others or duty.absent)}
    about = _("%(vacancy)s · nobody of the team may decide") % values
    if duty.others:
        about = _("%(vacancy)s · conflict of interest: %(people)s") % values
    elif duty.absent:
        about = _("%(vacancy)s · away: %(people)s") % values
    waited = _("%(time)s ago") % {"time": timesince(duty.since, now, depth=1)}
    return names(duty), about, Tag(waited, "exclamation-triangle", "warn")


def _declined(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    meeting = _meeting(duty)
    about = f"{names(duty)} · {meeting.stage.name} · {when(meeting.starts_at, meeting.ends_at)}"
    return ", ".join(duty.others), about, Tag(_("Cannot come"), "exclamation-triangle", "warn")


def _stepped_off(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    meeting = _meeting(duty)
    about = f"{names(duty)} · {meeting.stage.name} · {when(meeting.starts_at, meeting.ends_at)}"
    return ", ".join(duty.others), about, Tag(_("Stepped off"), "exclamation-triangle", "warn")


def _on_leave(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    meeting = _meeting(duty)
    about = f"{names(duty)} · {meeting.stage.name} · {when(meeting.starts_at, meeting.ends_at)}"
    return ", ".join(duty.others), about, Tag(_("On leave then"), "exclamation-triangle", "warn")


def _no_show(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    meeting = _meeting(duty)
    values = {"stage": meeting.stage.name, "when": when(meeting.starts_at), "people": names(duty)}
    if duty.others:
        about = _("did not come to %(stage)s with %(people)s, %(when)s") % values
        return ", ".join(duty.others), about, Tag(_("Interviewer"), "exclamation-triangle", "warn")
    return names(duty), _("did not come to %(stage)s, %(when)s") % values, Tag(_("Candidate"), "user")


def _meeting(duty: Duty):
    if duty.interview is None:
        raise ValueError(f"{duty.kind} is not about an interview")
    return duty.interview


def _application(duty: Duty):
    if duty.application is None:
        raise ValueError(f"{duty.kind} is not about an application")
    return duty.application


def _old_vacancy(duty: Duty, now: datetime) -> tuple[str, str, Age]:
    days = days_between(duty.since, now)
    words = ngettext("%(days)s day open", "%(days)s days open", days) % {"days": days}
    about = _("Open since %(day)s") % {"day": date_format(timezone.localtime(duty.since), "j E")}
    return names(duty), about, Age(days, LONG, words)


def _unheard(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    application = _application(duty)
    waited = _("%(time)s without an answer") % {"time": timesince(duty.since, now, depth=1)}
    return names(duty), f"{application.stage.name} · {application.vacancy.title}", Tag(waited, "clock", "warn")


def _not_told(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    application = _application(duty)
    return names(duty), application.vacancy.title, Tag(_("Letter did not arrive"), "exclamation-triangle", "warn")


def _left_alone(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    about = _("away, with nobody standing in: %(people)s") % {"people": ", ".join(duty.others)}
    return names(duty), about, Tag(_("until %(day)s") % {"day": _day(duty.ends)}, "clock", "warn")


def _asked(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    (what,) = duty.others
    about = f"{what} · {duty.application.vacancy.title}" if duty.application else what
    if duty.late_from is None:
        return names(duty), about, Tag(_("%(time)s ago") % {"time": timesince(duty.since, now, depth=1)}, "clock")
    last = timezone.localdate(duty.late_from) - timedelta(days=1)
    words = _("answer by %(day)s") % {"day": date_format(last, "j E")}
    return names(duty), about, Tag(words, "exclamation-triangle" if duty.is_late(now) else "clock", "warn")


def _topic(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    application = _application(duty)
    waited = _("%(time)s ago") % {"time": timesince(duty.since, now, depth=1)}
    return names(duty), f"{application.stage.name} · {application.vacancy.title}", Tag(waited, "clock")


def _consent(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    words = _("ends on %(day)s") % {"day": _day(duty.ends)}
    return names(duty), _("agreed to be kept in the reserve"), Tag(words, "clock", "warn")


def _overdue(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    words = _("since %(day)s") % {"day": _day(duty.since)}
    return names(duty), _("should have been erased by now"), Tag(words, "exclamation-triangle", "warn")


def _bare(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    words = _("open since %(day)s") % {"day": _day(duty.since)}
    return names(duty), _("its candidates’ data have no end"), Tag(words, "exclamation-triangle", "warn")


def _description(duty: Duty, now: datetime) -> tuple[str, str, Tag]:
    last = duty.late_from - timedelta(days=1) if duty.late_from else None
    icon = "exclamation-triangle" if duty.is_late(now) else "clock"
    return names(duty), _("Job description"), Tag(_("review by %(day)s") % {"day": _day(last)}, icon, "warn")


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j E Y") if moment else ""


LINES: dict[str, Callable[[Duty, datetime], tuple[str, str, Age | Tag]]] = {
    "interview_ahead": _ahead,
    "unanswered_interview": _unanswered,
    "scorecard_due": _scorecard,
    "scorecards_missing": _missing,
    "scorecards_escalated": _missing,
    "vacancy_age": _old_vacancy,
    "unanswered_applicant": _unheard,
    "outcome_unheard": _not_told,
    "recruiter_away": _left_alone,
    "stage_overdue": _stuck,
    "data_request": _asked,
    "decision_waiting": _decision,
    "decider_missing": _undecidable,
    "invitation_declined": _declined,
    "panel_short": _stepped_off,
    "interviewer_away": _on_leave,
    "no_show": _no_show,
    "topic_waiting": _topic,
    "consent_ending": _consent,
    "retention_overdue": _overdue,
    "profile_missing": _bare,
    "description_review": _description,
}
