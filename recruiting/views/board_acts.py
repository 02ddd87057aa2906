"""What the buttons of the board do: one card by its own button, the ticked ones together, and one step back."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.domain.sent import whole
from recruiting.domain import together, workflow
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.undoing import Undone, undo
from recruiting.enums import Scope, TeamFunction
from recruiting.forms.board import Press, read_chosen, read_press
from recruiting.models import Stage, TeamMember, Vacancy
from recruiting.views.board import show_board
from recruiting.views.reach import application_for, require, vacancy_for


@require_POST
def board_act(request, pk):
    """A button of the board was pressed; its name and value say which."""
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    if press := read_press(request.POST.get("move", "")):
        return _move_one(request, vacancy, press)
    acts = {"move": _move_chosen, "owner": _hand_over, "undo": _undo}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        return show_board(request, vacancy, status=422, refusal=Refused(_("Choose what to do.")))
    try:
        return act(request, vacancy)
    except AlreadyDone as done:
        messages.info(request, done.message)
        return again(request, vacancy)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return show_board(request, vacancy, status=status, refusal=refusal)


def _move_one(request, vacancy: Vacancy, press: Press):
    application = application_for(request, press.application)
    stage = _stage(vacancy, press.stage)
    try:
        workflow.move(
            application=application,
            to_stage=stage,
            seen_revision=press.seen_revision,
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        fresh = application_for(request, application.pk)
        return show_board(request, vacancy, status=status, refusal=refusal, application=fresh, to_stage=stage, typed="")
    else:
        words = {"name": application.candidate.full_name, "stage": stage.name}
        messages.success(request, _("%(name)s moved to “%(stage)s”.") % words)
    return again(request, vacancy)


def _move_chosen(request, vacancy: Vacancy):
    stage = _stage(vacancy, whole(request.POST.get("to_stage")))
    picked = read_chosen(request.POST.getlist("chosen"), vacancy, request.user)
    done = together.move_together(vacancy=vacancy, picked=picked, to_stage=stage, by=request.user, now=timezone.now())
    if done.done:
        words = {"count": len(done.done), "stage": stage.name}
        messages.success(
            request,
            ngettext("%(count)d person moved to “%(stage)s”.", "%(count)d people moved to “%(stage)s”.", len(done.done))
            % words,
        )
    return report(request, vacancy, done)


def report(request, vacancy: Vacancy, done: together.Together):
    """Back to the board; who was held back is named on it, so then it is shown at once."""
    if not done.held:
        return again(request, vacancy)
    return show_board(request, vacancy, status=200 if done.done else 422, together=done)


def _hand_over(request, vacancy: Vacancy):
    members = TeamMember.objects.able().filter(vacancy=vacancy, function=TeamFunction.RECRUITER).select_related("user")
    to = get_object_or_404(members, user=whole(request.POST.get("owner")) or 0).user
    picked = read_chosen(request.POST.getlist("chosen"), vacancy, request.user)
    if not picked:
        raise Refused(_("Nobody is chosen. Tick the people first."))
    rows = [one.application for one in picked]
    changed = together.hand_over(vacancy=vacancy, applications=rows, to=to, by=request.user, now=timezone.now())
    if not changed:
        raise AlreadyDone(_("This is so already."))
    message = ngettext(
        "%(name)s now answers for %(count)d person.", "%(name)s now answers for %(count)d people.", len(changed)
    )
    messages.success(request, message % {"name": to.full_name, "count": len(changed)})
    return again(request, vacancy)


def _undo(request, vacancy: Vacancy):
    try:
        act = UUID(request.POST.get("act", ""))
    except ValueError:
        raise Refused(_("There is no such act of yours.")) from None
    undone = undo(vacancy=vacancy, act=act, by=request.user, now=timezone.now())
    messages.success(request, _undone_message(undone))
    if undone.called_off:
        messages.warning(
            request,
            ngettext(
                "%(count)d interview was called off by the closing and stays so. Plan it again.",
                "%(count)d interviews were called off by the closing and stay so. Plan them again.",
                undone.called_off,
            )
            % {"count": undone.called_off},
        )
    for _row, why in undone.held:
        messages.warning(request, why)
    return again(request, vacancy)


def _undone_message(undone: Undone) -> str:
    words = {"count": len(undone.back), "letters": undone.letters}
    if undone.letters:
        return (
            ngettext(
                "Taken back for %(count)d person. Letters called back: %(letters)d.",
                "Taken back for %(count)d people. Letters called back: %(letters)d.",
                len(undone.back),
            )
            % words
        )
    return ngettext("Taken back for %(count)d person.", "Taken back for %(count)d people.", len(undone.back)) % words


def _stage(vacancy: Vacancy, pk: int | None) -> Stage:
    """The wanted stage; one of another vacancy does not exist here."""
    return get_object_or_404(Stage.objects.filter(vacancy=vacancy, scope=Scope.CANDIDATE), pk=pk)


def again(request, vacancy: Vacancy):
    """The same view of the board, with its filters."""
    if request.htmx:
        return show_board(request, vacancy_for(request, vacancy.pk))
    address = reverse("recruiting:board", args=[vacancy.pk])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
