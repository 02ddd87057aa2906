"""Marks of the kit's questions: saved by themselves or by the button, a clash shown with both answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruiting.domain.errors import Refused
from scorecards.domain.assignments import Assignment, find_assignment
from scorecards.domain.marking import Clash, Mark, kit_of, mark_questions
from scorecards.forms.kit import given_up, made_before, marks_sent, settled
from scorecards.views.kit import show_kit
from scorecards.views.owner import own_page, page_name


@require_POST
@own_page
def marks_save(request, interview: int, application: int):
    place = find_assignment(interview=interview, application=application, by=request.user)
    if place is None:
        raise Http404
    kit = kit_of(place.interview, place.card)
    sent = marks_sent(request.POST, kit)
    wanted = {key: mark for key, mark in sent.items() if key not in given_up(request.POST)}
    try:
        clashes = mark_questions(
            interview=place.interview,
            application=place.application,
            by=request.user,
            marks=wanted,
            settled=settled(request.POST),
            writer=page_name(request.POST),
            now=timezone.now(),
        )
    except Refused as refusal:
        return _answer(request, place, sent, status=409, refusal=refusal.message)
    if clashes:
        before = made_before(request.POST, {clash.question.pk for clash in clashes})
        return _answer(request, place, sent, status=409, clashes=clashes, before=before)
    if request.headers.get("X-Requested-With") == "autosave":
        return _answer(request, place, {}, status=200, saved_at=timezone.localtime())
    messages.success(request, _("The marks are saved."))
    back = request.POST.get("back")
    return redirect("scorecards:card" if back == "card" else "scorecards:kit", interview, application)


def _answer(
    request, place: Assignment, sent: dict[int, Mark], *, status: int, clashes: list[Clash] | None = None, **more
):
    """Parts for the page's script, or the whole page with everything sent still in it."""
    if request.headers.get("X-Requested-With") != "autosave":
        return show_kit(request, place, marks=sent, clashes=clashes, status=status, **more)
    fresh = find_assignment(interview=place.interview.pk, application=place.application.pk, by=request.user) or place
    context = {"place": fresh, "kit": kit_of(fresh.interview, fresh.card), "clashes": clashes, **more}
    return render(request, "scorecards/parts/marks_answer.html", context, status=status)
