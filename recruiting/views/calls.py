from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recruiting.domain.calls import correct_call, log_call, refuse_unread
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.forms.calls import CallForm
from recruiting.models import Application, Call
from recruiting.views.reach import application_for, require
from recruiting.views.trails import to_application


@require_http_methods(["GET", "HEAD", "POST"])
def call_add(request, pk):
    """Note a call with the candidate."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    return _noting(request, row, lambda talk: log_call(application=row, talk=talk, by=request.user, now=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def call_correct(request, pk):
    """Replace a noted call; the first row is kept. A note that is held back from the reader is not replaced either."""
    calls = Call.objects.select_related("application__candidate", "application__vacancy", "by")
    call = get_object_or_404(calls, pk=pk)
    if not Application.objects.visible_to(request.user).filter(pk=call.application_id).exists():
        raise Http404
    require(request, "run_vacancy", call.application.vacancy)
    row = application_for(request, call.application_id)
    try:
        refuse_unread(call, request.user)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(f"{reverse('recruiting:application', args=[row.pk])}#calls")
    return _noting(
        request, row, lambda talk: correct_call(call=call, talk=talk, by=request.user, now=timezone.now()), was=call
    )


def _noting(request, row: Application, act, *, was: Call | None = None):
    start: dict[str, Any] = {"at": timezone.localtime()}
    if was:
        start = {name: getattr(was, name) for name in CallForm.base_fields}
    form = CallForm(request.POST if request.method == "POST" else None, initial=start, closed=not row.is_active)
    status = 200
    if request.method == "POST":
        status = _do(request, form, act)
        if status == 302:
            return redirect(f"{reverse('recruiting:application', args=[row.pk])}#calls")
    title = _("Correct a call") if was else _("Note a call")
    context = {"row": row, "form": form, "title": title, "was": was, "trail": to_application(row, title)}
    return render(request, "recruiting/letters/call.html", context, status=status)


def _do(request, form: CallForm, act) -> int:
    """Do it, or put what stands against it on the form; the status to answer with."""
    if not form.is_valid():
        return 422
    try:
        act(form.talk())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return 409 if isinstance(refusal, Conflict) else 422
    else:
        messages.success(request, _("The call is noted."))
    return 302
