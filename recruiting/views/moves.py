"""Moving an application, from the board or from its own page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruiting.domain import workflow
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.enums import Scope
from recruiting.forms.moving import MoveForm
from recruiting.models import Application, Stage
from recruiting.views.applications import show_application
from recruiting.views.board import show_board
from recruiting.views.reach import application_for, require, vacancy_for

BOARD = "board"


@require_POST
def move(request, pk):
    application = application_for(request, pk)
    require(request, "run_vacancy", application.vacancy)
    form = MoveForm(request.POST)
    stage = _stage(application, form)
    if stage is None:
        return _refuse(request, application, None, Refused(_("Choose the stage to move to.")))
    try:
        workflow.move(
            application=application,
            to_stage=stage,
            seen_revision=form.cleaned_data["seen_revision"],
            by=request.user,
            now=timezone.now(),
            override_reason=form.cleaned_data["override_reason"],
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        return _refuse(request, application, stage, refusal)
    else:
        words = {"name": application.candidate.full_name, "stage": stage.name}
        messages.success(request, _("%(name)s moved to “%(stage)s”.") % words)
    return _back(request, application)


def _stage(application: Application, form: MoveForm) -> Stage | None:
    """The wanted stage; one of another vacancy does not exist here."""
    if not form.is_valid():
        return None
    stages = Stage.objects.filter(vacancy=application.vacancy_id, scope=Scope.CANDIDATE)
    return get_object_or_404(stages, pk=form.cleaned_data["to_stage"])


def _from_board(request) -> bool:
    return request.POST.get("back") == BOARD


def _back(request, application: Application):
    if not _from_board(request):
        return redirect("recruiting:application", pk=application.pk)
    if request.htmx:
        return show_board(request, vacancy_for(request, application.vacancy_id))
    address = reverse("recruiting:board", args=[application.vacancy_id])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def _refuse(request, application: Application, stage: Stage | None, refusal: Refused):
    """The same page again, as things stand now, with what stood against the move and what can be done about it."""
    status = 409 if isinstance(refusal, Conflict) else 422
    fresh = application_for(request, application.pk)
    typed = request.POST.get("override_reason", "")
    note = {"refusal": refusal, "application": fresh, "to_stage": stage, "typed": typed}
    if _from_board(request):
        return show_board(request, vacancy_for(request, fresh.vacancy_id), status=status, **note)
    return show_application(request, fresh, status=status, **note)
