"""Marks of the kit's questions: saved by themselves or by the button, a clash shown with both answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scorecards.domain.assignments import Assignment, find_assignment
from scorecards.domain.marking import Mark, kit_of
from scorecards.views.kit import show_kit
from scorecards.views.marking import keep_marks, sent_marks
from scorecards.views.owner import own_page


@require_POST
@own_page
def marks_save(request, interview: int, application: int):
    place = find_assignment(interview=interview, application=application, by=request.user)
    if place is None:
        raise Http404
    sent = sent_marks(request, place)
    if trouble := keep_marks(request, place, sent):
        return _answer(request, place, sent, status=409, **trouble)
    if request.headers.get("X-Requested-With") == "autosave":
        return _answer(request, place, {}, status=200, saved_at=timezone.localtime())
    messages.success(request, _("The marks are saved."))
    back = request.POST.get("back")
    return redirect("scorecards:card" if back == "card" else "scorecards:kit", interview, application)


def _answer(request, place: Assignment, sent: dict[int, Mark], *, status: int, **more):
    """Parts for the page's script, or the whole page with everything sent still in it."""
    if request.headers.get("X-Requested-With") != "autosave":
        return show_kit(request, place, marks=sent, status=status, **more)
    fresh = find_assignment(interview=place.interview.pk, application=place.application.pk, by=request.user) or place
    context = {"place": fresh, "kit": kit_of(fresh.interview, fresh.card), **more}
    return render(request, "scorecards/parts/marks_answer.html", context, status=status)
