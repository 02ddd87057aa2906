"""The kit on a page of its own: to prepare from, and for recruiters and managers who want to see what will be asked."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.models import Attendance, Interview
from scorecards.domain.assignments import Assignment, find_assignment
from scorecards.domain.kit_paper import kit_pdf_of
from scorecards.domain.sheet import exercises_of
from scorecards.views.card_page import kit_context, panel_names, trail
from scorecards.views.marking import marking_context, show_marks
from scorecards.views.owner import own_page


@require_GET
@own_page
def kit(request, interview: int, application: int):
    return show_kit(request, _place(request, interview, application))


@require_GET
def kit_pdf(request, interview: int, application: int):
    """The same on paper, with lines to write on; reading a candidate's kit leaves its trace."""
    place = _place(request, interview, application)
    context = kit_context(place.interview, place.application, exercises_of(place.stage))
    pdf = kit_pdf_of(place, context["talk"], context["topics"], panel_names(place.interview))
    subject = place.application.candidate
    record_access(by=request.user, action=AccessAction.EXPORT, subject=subject, now=timezone.now(), kit=interview)
    name = f"kit-{place.interview.pk}-{place.application.pk}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def show_kit(request, place: Assignment, *, marks=None, status: int = 200, **more):
    """The page, after a refused save with everything sent still in it."""
    context = kit_context(place.interview, place.application, exercises_of(place.stage), place.card)
    show_marks(context["kit"], marks or {})
    context |= marking_context(request, place, "kit")
    context |= {
        "place": place,
        "mine": place.seat is not None or place.card is not None,
        "panel": panel_names(place.interview),
        "trail": trail(place.interview, place.application),
    }
    return render(request, "scorecards/kit.html", context | more, status=status)


def _place(request, interview: int, application: int) -> Assignment:
    """One's own task there, or a look at the kit by somebody who runs the vacancy."""
    meeting = get_object_or_404(Interview.objects.visible_to(request.user), pk=interview)
    attendances = Attendance.objects.select_related(
        "application__candidate", "interview__stage", "interview__vacancy__role"
    )
    attendance = get_object_or_404(attendances, interview=meeting, application=application)
    mine = find_assignment(interview=interview, application=application, by=request.user)
    return mine or Assignment(attendance, request.user, seat=None, card=None)
