"""Handing a seat, and what it owes, to another interviewer."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Absence, User
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.handing_seats import hand_seat, who_cannot
from recruiting.domain.meetings import title
from recruiting.domain.on_leave import SomebodyAway, away_during
from recruiting.domain.seating import why_kept
from recruiting.enums import HandoverReason
from recruiting.forms.interviews import interviewers_for
from recruiting.forms.seats import SeatHandoverForm
from recruiting.models import Seat
from recruiting.views.interviews import visible_interview

if TYPE_CHECKING:
    from recruiting.domain.meetings import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def seat_handover(request, pk: int, seat: int):
    """Out of reach is 404, a forbidden act 403; a seat that went meanwhile is said on the page of the interview."""
    meeting = visible_interview(request, pk)
    if not may_hand_over(request.user, meeting.vacancy):
        raise PermissionDenied
    held = get_object_or_404(Seat.objects.select_related("interviewer", "interview"), pk=seat, interview=meeting)
    people = interviewers_for(meeting.vacancy).exclude(pk=held.interviewer_id)
    barred = who_cannot(meeting, list(people))
    able = people.exclude(pk__in=list(barred))
    form = SeatHandoverForm(request.POST if request.method == "POST" else None, able=able, away=_away(meeting))
    if request.method == "POST" and form.is_valid() and (answer := _handed(request, held, form)):
        return answer
    context = {
        "form": form,
        "interview": meeting,
        "seat": held,
        "begun": meeting.starts_at <= timezone.now(),
        "kept": _kept(held),
        "able": able.exists(),
        "barred": [(person, barred[person.pk]) for person in people if person.pk in barred],
        "trail": _trail(meeting),
    }
    return render(request, "recruiting/interviews/seat_handover.html", context, status=422 if form.errors else 200)


def _away(meeting: "Meeting") -> dict[int, Absence]:
    """Who is away when the seat asks for them: at the time of a meeting ahead, else now, when the scorecard is due."""
    now = timezone.now()
    if meeting.starts_at > now:
        return away_during(meeting.starts_at, meeting.ends_at)
    return away_during(now, now + timedelta(minutes=1))


def may_hand_over(user: User, vacancy) -> bool:
    """A recruiter of the vacancy, or an administrator."""
    return user.is_administrator or user.has_perm("recruiting.run_vacancy", vacancy)


def _handed(request, seat: Seat, form: SeatHandoverForm):
    data = form.cleaned_data
    try:
        hand_seat(
            seat=seat,
            successor=data["successor"],
            reason=HandoverReason(data["reason"]),
            by=request.user,
            now=timezone.now(),
            despite_leave=form.despite_leave,
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except SomebodyAway as refusal:
        form.name_who_is_away(refusal.leaves)
        return None
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    else:
        words = {"was": seat.interviewer.full_name, "name": data["successor"].full_name}
        messages.success(request, _("%(name)s has the seat of %(was)s now. Both are told by e-mail.") % words)
    return redirect("recruiting:interview", pk=seat.interview_id)


def _kept(seat: Seat) -> str:
    """Why there is nothing to choose: the seat has gone, or words on it stay with their author."""
    if seat.removed_at is not None:
        return _("%(name)s no longer has this seat.") % {"name": seat.interviewer.full_name}
    return why_kept(seat) if seat.interview.starts_at <= timezone.now() else ""


def _trail(meeting: "Meeting") -> list[tuple[str, str]]:
    return [
        (_("Interviews"), reverse("recruiting:interviews")),
        (title(meeting), reverse("recruiting:interview", args=[meeting.pk])),
        (_("Hand over"), ""),
    ]
