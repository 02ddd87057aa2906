"""The kit on a page of its own: to prepare from, and for recruiters and managers who want to see what will be asked."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from recruiting.models import Attendance, Interview
from scorecards.domain.assignments import Assignment, find_assignment
from scorecards.views.card_page import kit_context, panel_names, trail
from scorecards.views.owner import own_page


@require_GET
@own_page
def kit(request, interview: int, application: int):
    meeting = get_object_or_404(Interview.objects.visible_to(request.user), pk=interview)
    attendances = Attendance.objects.select_related(
        "application__candidate", "interview__stage", "interview__vacancy__role"
    )
    attendance = get_object_or_404(attendances, interview=meeting, application=application)
    mine = find_assignment(interview=interview, application=application, by=request.user)
    context = {
        "place": mine or Assignment(attendance, request.user, seat=None, card=None),
        "mine": mine is not None,
        "panel": panel_names(attendance.interview),
        "trail": trail(attendance.interview, attendance.application),
        **kit_context(attendance.interview, attendance.application),
    }
    return render(request, "scorecards/kit.html", context)
