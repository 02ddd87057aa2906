"""Handing one seat, and the scorecards that nobody began on it, to another interviewer.

Before the meeting the panel changes and calendars follow. Afterwards only the seat changes hands: the meeting stays as
it was, so that reminders to the others go on undisturbed, and what the seat owes is owed by whoever has it now.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.scheduling import locked, reschedule, say_who_is_taken
from recruiting.domain.seat_mails import tell_who_gave, tell_who_took
from recruiting.domain.seating import objections_to, why_kept
from recruiting.enums import Answer, HandoverReason, InterviewState, Presence
from recruiting.models import Application, Interview, Seat, SeatHandover

ALIVE = {InterviewState.PLANNED, InterviewState.HELD}


@transaction.atomic
def hand_seat(
    *,
    seat: Seat,
    successor: User,
    reason: HandoverReason,
    by: User,
    now: datetime,
    despite_leave: Collection[int] | None = (),
) -> Seat:
    """The successor has the seat from now on and both are told; returns the new seat.

    Raises AlreadyDone when the seat has gone meanwhile, NotBookable for a successor who is taken at that time, Refused
    when its holder has written something, or when the successor may not rate there. Before the meeting SomebodyAway for
    a successor on leave then, unless `despite_leave` names that leave; None asks nothing about leaves.
    """
    meeting = locked(seat.interview)
    held = Seat.objects.select_related("interviewer").get(pk=seat.pk)
    _require_live(held, meeting)
    _require_able(held, meeting, successor, now)
    SeatHandover.objects.create(interview=meeting, was=held.interviewer, became=successor, reason=reason, by=by, at=now)
    if meeting.starts_at > now:
        return _before(held, meeting, successor, by=by, now=now, despite_leave=despite_leave)
    return _after(held, meeting, successor, reason, by=by, now=now)


def who_cannot(meeting: Interview, people: Sequence[User]) -> dict[int, str]:
    """Id -> why this person cannot take a seat there, for those who cannot. A fixed number of queries."""
    panel = set(meeting.seats.filter(removed_at=None).values_list("interviewer", flat=True))
    during = Seat.objects.filter(active=True, period__overlap=(meeting.starts_at, meeting.ends_at))
    busy = set(during.exclude(interview=meeting).values_list("interviewer", flat=True))
    found = {person.pk: why for person in people if (why := _why_not(person, panel, busy))}
    return objections_to(meeting, people) | found


def _why_not(person: User, panel: set[int], busy: set[int]) -> str:
    words = {"name": person.full_name}
    if not person.is_active:
        return _("%(name)s can no longer log in.") % words
    if person.pk in panel:
        return _("%(name)s sits on this panel already") % words
    return _("%(name)s already has an interview at that time.") % words if person.pk in busy else ""


def _require_live(seat: Seat, meeting: Interview) -> None:
    if seat.removed_at is not None:
        raise AlreadyDone(_("%(name)s no longer has this seat.") % {"name": seat.interviewer.full_name})
    if meeting.state not in ALIVE:
        raise Refused(_("This interview did not take place, so nothing is handed over."))
    if not Application.objects.active().filter(attendances__interview=meeting).exists():
        raise Refused(_("No candidate of this interview is in work any more, so nothing is owed."))


def _require_able(seat: Seat, meeting: Interview, successor: User, now: datetime) -> None:
    if meeting.starts_at <= now and (why := why_kept(seat)):
        raise Refused(why)
    fresh = User.objects.get(pk=successor.pk)
    barred = who_cannot(meeting, [fresh])
    if fresh.pk in barred:
        raise Refused(barred[fresh.pk])


def _before(
    seat: Seat,
    meeting: Interview,
    successor: User,
    *,
    by: User,
    now: datetime,
    despite_leave: Collection[int] | None,
) -> Seat:
    others = meeting.seats.filter(removed_at=None).exclude(pk=seat.pk).select_related("interviewer")
    words = {"was": seat.interviewer.full_name, "name": successor.full_name}
    reschedule(
        interview=meeting,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        interviewers=[*(other.interviewer for other in others), successor],
        reason=_("%(name)s takes over from %(was)s.") % words,
        by=by,
        now=now,
        despite_leave=despite_leave,
    )
    return Seat.objects.get(interview=meeting, interviewer=successor, removed_at=None)


def _after(seat: Seat, meeting: Interview, successor: User, reason: HandoverReason, *, by: User, now: datetime) -> Seat:
    came = Presence.CAME if reason == HandoverReason.INSTEAD else Presence.UNKNOWN
    with say_who_is_taken(meeting, interviewers=[successor]):
        seat.removed_at = now
        seat.save(update_fields=["removed_at"])
        new = Seat.objects.create(
            interview=meeting, interviewer=successor, added_at=now, presence=came, answer=Answer.ACCEPTED
        )
    tell_who_gave(seat, successor=successor, by=by, now=now)
    tell_who_took(new, was=seat.interviewer, by=by, now=now)
    return new
