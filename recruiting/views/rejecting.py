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
from recruiting.forms.board import read_chosen
from recruiting.forms.rejecting import RejectingForm
from recruiting.views.board_acts import again, report
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_vacancy


@require_POST
def reject_together(request, pk):
    """First the letters to read and change, then `confirm` closes everyone with them."""
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
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy, _("Reject with letters")),
        "form": form,
        "picked": picked,
        "letters": form.previews(),
        "minutes": settings.LETTER_DELAY_MINUTES,
    }
    return render(request, "recruiting/reject_together.html", context, status=status)


def _reject(request, vacancy, picked, form: RejectingForm):
    done = together.reject_together(
        vacancy=vacancy,
        picked=picked,
        reason=form.cleaned_data["reason"],
        answers=form.answers(),
        by=request.user,
        now=timezone.now(),
    )
    silent = {row.pk for row in form.mute}
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
    return report(request, vacancy, done)
