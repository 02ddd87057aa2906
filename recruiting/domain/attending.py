"""Who will come, who came, and whether the meeting took place."""

from collections.abc import Collection, Mapping
from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.invitations import tell_organiser
from recruiting.domain.on_leave import leaves_during, require_word
from recruiting.domain.scheduling import locked, require_planned, say_who_is_taken
from recruiting.enums import Answer, InterviewState, Presence
from recruiting.models import Attendance, Interview, Seat

log = structlog.get_logger("recruiting")
OVER = {InterviewState.PLANNED, InterviewState.HELD}


@transaction.atomic
def answer_seat(*, seat: Seat, answer: Answer, now: datetime) -> Seat:
    """The interviewer says whether they can come; whoever arranged the meeting hears of a refusal.

    Raises NotBookable when an earlier refusal is taken back and the time has been given to another meeting.
    """
    interview = locked(seat.interview)
    require_planned(interview)
    if interview.ends_at <= now:
        raise Refused(_("This interview is over, so there is nothing to answer."))
    seat = Seat.objects.select_related("interviewer", "interview__created_by").get(pk=seat.pk)
    declines = answer == Answer.DECLINED and seat.answer != Answer.DECLINED
    seat.answer = answer
    seat.confirmed_at = now if answer == Answer.ACCEPTED else None
    with say_who_is_taken(interview, interviewers=[seat.interviewer]):
        seat.save(update_fields=["answer", "confirmed_at"])
    if declines and seat.interview.created_by != seat.interviewer:
        tell_organiser(seat, now=now)
    return seat


@transaction.atomic
def confirm_seat(*, seat: Seat, despite_leave: Collection[int], by: User, now: datetime) -> Seat:
    """Somebody who runs the vacancy says that the holder comes although on leave; `despite_leave` are the leaves shown.

    Raises SomebodyAway when another leave has come meanwhile, AlreadyDone when the seat has gone.
    """
    interview = locked(seat.interview)
    require_planned(interview)
    if interview.starts_at <= now:
        raise Refused(_("This interview has begun. Note who came."))
    held = Seat.objects.select_related("interviewer").get(pk=seat.pk)
    if held.removed_at is not None:
        raise AlreadyDone(_("%(name)s no longer has this seat.") % {"name": held.interviewer.full_name})
    require_word(leaves_during([held.interviewer], interview.starts_at, interview.ends_at), despite_leave)
    held.confirmed_at = now
    held.save(update_fields=["confirmed_at"])
    log.info("seat_confirmed", seat=held.pk, by=by.pk)
    return held


@transaction.atomic
def answer_attendance(*, attendance: Attendance, answer: Answer, now: datetime) -> Attendance:
    """Note what the candidate said about coming."""
    interview = locked(attendance.interview)
    require_planned(interview)
    if interview.ends_at <= now:
        raise Refused(_("This interview is over, so there is nothing to answer."))
    attendance.answer = answer
    with say_who_is_taken(interview, applications=[attendance.application]):
        attendance.save(update_fields=["answer"])
    return attendance


@transaction.atomic
def mark_presence(
    *, interview: Interview, seats: Mapping[int, Presence], attendances: Mapping[int, Presence], now: datetime
) -> Interview:
    """Note who came, by key of seat and attendance. With a candidate who came the meeting counts as held."""
    interview = locked(interview)
    _require_begun(interview, now)
    for seat in interview.seats.filter(pk__in=seats, removed_at=None):
        seat.presence = seats[seat.pk]
        seat.save(update_fields=["presence"])
    for attendance in interview.attendances.filter(pk__in=attendances):
        attendance.presence = attendances[attendance.pk]
        attendance.save(update_fields=["presence"])
    came = interview.attendances.filter(presence=Presence.CAME).exists()
    return _set_state(interview, InterviewState.HELD if came else InterviewState.PLANNED)


@transaction.atomic
def mark_failed(*, interview: Interview, reason: str, now: datetime) -> Interview:
    """The meeting broke down for a technical reason: nobody owes a scorecard on it, and the times are free again."""
    interview = locked(interview)
    _require_begun(interview, now)
    interview.state_reason = reason
    interview.save(update_fields=["state_reason"])
    return _set_state(interview, InterviewState.TECHNICAL_FAILURE)


def _require_begun(interview: Interview, now: datetime) -> None:
    if interview.state not in OVER:
        raise Refused(_("This interview did not take place, so there is nobody to note."))
    if interview.starts_at > now:
        raise Refused(_("This interview has not begun yet."))


def _set_state(interview: Interview, state: InterviewState) -> Interview:
    if interview.state != state:
        interview.state = state
        interview.save(update_fields=["state"])
    return interview
