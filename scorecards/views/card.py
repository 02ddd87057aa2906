from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recruiting.models import Attendance, Seat


@require_GET
def card(request, interview: int, application: int):
    seat = get_object_or_404(Seat, interview=interview, interviewer=request.user, removed_at=None)
    attendance = get_object_or_404(Attendance, interview=seat.interview, application=application)
    return render(request, "scorecards/card.html", {"attendance": attendance})


@require_POST
def card_save(request, interview: int, application: int):
    return redirect("scorecards:card", interview, application)


@require_POST
def card_submit(request, interview: int, application: int):
    return redirect("scorecards:card", interview, application)


@require_POST
def card_decline(request, interview: int, application: int):
    return redirect("scorecards:card", interview, application)
