"""Rejecting the ticked people of a board: read every letter, then close them together."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from recruiting.domain import together
from recruiting.domain.errors import Refused
from recruiting.domain.together import Picked
from recruiting.forms.board import read_chosen, seen_again
from recruiting.forms.rejecting import RejectingForm
from recruiting.views.board_acts import again, report
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_vacancy


@require_POST
def reject_together(request, pk):
    """First the letters to read and change, then `confirm` closes everyone with them.

    Who was held back and is still in work stays on the page as they are now, with the letters as they were typed.
    """
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    picked = read_chosen(request.POST.getlist("chosen"), vacancy, request.user)
    try:
        together.check_number(picked)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return again(request, vacancy)
    sent = "confirm" in request.POST or "preview" in request.POST
    form = RejectingForm(request.POST if sent else None, picked=picked, by=request.user)
    status = 200
    if sent and not form.is_valid():
        status = 422
    elif "confirm" in request.POST:
        try:
            return _reject(request, vacancy, picked, form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            status = 422
    return _show(request, vacancy, picked, form, status)


def _show(request, vacancy, picked: list[Picked], form: RejectingForm, status: int, **more):
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy, _("Reject with letters")),
        "form": form,
        "picked": picked,
        "letters": form.previews(),
        "minutes": settings.LETTER_DELAY_MINUTES,
    }
    return render(request, "recruiting/reject_together.html", context | more, status=status)


def _reject(request, vacancy, picked: list[Picked], form: RejectingForm):
    done = together.reject_together(
        vacancy=vacancy,
        picked=picked,
        reason=form.cleaned_data["reason"],
        answers=form.answers(),
        by=request.user,
        now=timezone.now(),
    )
    silent = {row.pk for row in [*form.mute, *form.told_once]}
    told = sum(row.pk not in silent for row in done.done)
    if told:
        message = ngettext(
            "%(count)d application is closed. Its letter leaves in %(minutes)d minutes.",
            "%(count)d applications are closed. Their letters leave in %(minutes)d minutes.",
            told,
        )
        messages.success(request, message % {"count": told, "minutes": settings.LETTER_DELAY_MINUTES})
    if untold := len(done.done) - told:
        message = ngettext(
            "%(count)d application is closed without a letter.",
            "%(count)d applications are closed without a letter.",
            untold,
        )
        messages.success(request, message % {"count": untold})
    left = seen_again([one.application for one in done.held], vacancy, request.user)
    if not left:
        return report(request, vacancy, done)
    rest = RejectingForm(request.POST, picked=left, by=request.user)
    return _show(request, vacancy, left, rest, 200 if done.done else 409, together=done)
