"""Who is taken at a time. The database refuses a double booking; this module says whom it hit and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.models import Application, Attendance, Seat

LONGEST = timedelta(hours=8)


class NotBookable(Refused):
    """The meeting cannot take place so. `field` names what to change, for example starts_at or interviewers."""

    def __init__(self, message: str, *, field: str, more: tuple[str, ...] = ()):
        super().__init__(message)
        self.field = field
        self.messages = (message, *more)


@dataclass(frozen=True)
class Taken:
    """One person's other meeting. Its vacancy and candidates stay unsaid: the reader may have no right to them."""

    name: str
    starts_at: datetime
    ends_at: datetime
    field: str

    def words(self) -> str:
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return _("%(name)s already has an interview on %(day)s from %(start)s to %(end)s.") % {
            "name": self.name,
            "day": date_format(start, "DATE_FORMAT"),
            "start": date_format(start, "H:i"),
            "end": date_format(end, "H:i"),
        }


def require_sound_times(*, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse a meeting in the past, without length, or longer than a working day."""
    if starts_at < now:
        raise NotBookable(_("This time has passed. Choose a later one."), field="starts_at")
    if ends_at <= starts_at:
        raise NotBookable(_("The interview ends before it starts."), field="minutes")
    if ends_at - starts_at > LONGEST:
        raise NotBookable(_("An interview lasts at most 8 hours."), field="minutes")


def taken(
    *,
    starts_at: datetime,
    ends_at: datetime,
    interviewers: Iterable[User] = (),
    applications: Iterable[Application] = (),
    besides: int | None = None,
) -> list[Taken]:
    """Other meetings of these people that overlap [starts_at, ends_at), without the interview `besides`."""
    overlap = {
        "active": True,
        "interview__starts_at__lt": ends_at,
        "interview__ends_at__gt": starts_at,
    }
    seats = Seat.objects.filter(interviewer__in=[user.pk for user in interviewers], **overlap)
    places = Attendance.objects.filter(
        application__candidate__in=[application.candidate_id for application in applications], **overlap
    )
    seats = seats.exclude(interview=besides).select_related("interview", "interviewer")
    places = places.exclude(interview=besides).select_related("interview", "application__candidate")
    return [
        *(_taken(seat.interviewer.full_name, seat.interview, "interviewers") for seat in seats),
        *(_taken(place.application.candidate.full_name, place.interview, "applications") for place in places),
    ]


def _taken(name: str, interview, field: str) -> Taken:
    return Taken(name, interview.starts_at, interview.ends_at, field)


def refusal(found: list[Taken]) -> NotBookable:
    """The refusal that names everyone who is taken; without a finding, that somebody was a moment faster."""
    if not found:
        return NotBookable(_("Somebody has just been booked for that time. Look again."), field="starts_at")
    words = tuple(dict.fromkeys(one.words() for one in found))
    return NotBookable(words[0], field=found[0].field, more=words[1:])
