"""One letter to a candidate: written, seen, held, called back, settled when nobody knows what became of it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.sent import one_newline, whole
from accounts.enums import AccessAction
from accounts.models import record_access
from outbox.domain import arriving, retrying, rewriting
from outbox.enums import MessageState
from recruiting.domain import letter_acts
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letter_batches import written_before
from recruiting.domain.letters import Draft, draft_from, rewrite_letter
from recruiting.domain.people_data.own_page import with_link_asked_for
from recruiting.domain.wordings import templates
from recruiting.enums import Dispatch
from recruiting.forms.letters import HeldLetterForm, LetterForm
from recruiting.models import Application, Letter
from recruiting.views.reach import application_for, require
from recruiting.views.trails import to_application


@require_http_methods(["GET", "HEAD", "POST"])
def letter_new(request, pk):
    """Start from a template, see the text as this candidate will read it, change it, and say when it leaves."""
    row = application_for(request, pk)
    require(request, "run_vacancy", row.vacancy)
    choices = [one for one in templates() if not (one.closing and row.is_active)]
    draft = _draft(request, row, choices)
    form = LetterForm(request.POST or None, draft=draft, closed=not row.is_active)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _write(request, row, draft, form):
            return redirect(f"{reverse('recruiting:application', args=[row.pk])}#letters")
        status = 422
    context = {
        "row": row,
        "form": form,
        "draft": draft,
        "choices": choices,
        "earlier": written_before(draft.template, [row]).get(row.pk) if draft.template else None,
        "trail": to_application(row, _("Write a letter")),
    }
    return render(request, "recruiting/letters/new.html", context, status=status)


def _draft(request, row: Application, choices: list) -> Draft:
    """From the chosen template, from an earlier letter that did not go out, or empty."""
    if (source := whole(request.GET.get("from"))) is not None:
        earlier = get_object_or_404(row.letters.select_related("message", "template"), pk=source)
        return Draft(earlier.message.subject, with_link_asked_for(earlier.message.body), earlier.template)
    wanted = request.GET.get("template", "")
    template = next((one for one in choices if str(one.pk) == wanted), None)
    if template is None:
        return Draft("", "")
    return draft_from(template, application=row, by=request.user, now=timezone.now())


def _write(request, row: Application, draft: Draft, form: LetterForm) -> bool:
    dispatch = Dispatch(form.cleaned_data["dispatch"])
    try:
        letter_acts.write_letter(
            application=row,
            text=form.letter(),
            dispatch=dispatch,
            template=draft.template,
            tells_outcome=form.cleaned_data.get("tells_outcome", False),
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    else:
        messages.success(request, SAID[dispatch]())
    return True


SAID = {
    Dispatch.DELAYED: lambda: _("The letter waits for the delay and then leaves; until then it can be called back."),
    Dispatch.NOW: lambda: _("The letter is leaving."),
    Dispatch.HELD: lambda: _("The letter is held. It leaves when somebody releases it."),
}


def letter_for(request, pk: int) -> Letter:
    """A letter on an application within reach, whose contacts the person reads."""
    related = ("message", "message__author", "application__candidate", "application__vacancy", "application__stage")
    row = get_object_or_404(Letter.objects.select_related(*related), pk=pk)
    if not Application.objects.visible_to(request.user).filter(pk=row.application_id).exists():
        raise Http404
    require(request, "read_contacts", row.application.vacancy)
    return row


@require_safe
def letter(request, pk):
    return _show(request, letter_for(request, pk))


def _show(request, row: Letter, *, form: HeldLetterForm | None = None, status: int = 200):
    """The whole letter with what became of it and what can be done. Reading it leaves a trace."""
    application, user = row.application, request.user
    record_access(
        by=user,
        action=AccessAction.READ_CANDIDATE,
        subject=application.candidate,
        now=timezone.now(),
        application=application.pk,
    )
    may_run = user.has_perm("recruiting.run_vacancy", application.vacancy)
    held = row.message.state == MessageState.HELD
    context = {
        "letter": row,
        "message": row.message,
        "row": application,
        "may_run": may_run,
        "form": form or (_opened(row) if held and may_run else None),
        "events": row.message.events.select_related("by"),
        "trail": to_application(application, _("Letter")),
    }
    return render(request, "recruiting/letters/letter.html", context, status=status)


def _opened(row: Letter) -> HeldLetterForm:
    """The form with the text as it is now."""
    body = with_link_asked_for(row.message.body)
    start = {"subject": row.message.subject, "body": body, "seen": rewriting.digest(row.message)}
    return HeldLetterForm(initial=start)


@require_POST
def letter_edit(request, pk):
    """Change a held letter."""
    row = letter_for(request, pk)
    require(request, "run_vacancy", row.application.vacancy)
    if refused := _keep_text(request, row):
        return refused
    messages.success(request, _("The text is kept. The letter is still held."))
    return redirect("recruiting:letter", pk=pk)


def _keep_text(request, row: Letter):
    """Keep what stands in the fields of a held letter; the page that says why it cannot be kept, otherwise nothing."""
    form = HeldLetterForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, status=422)
    try:
        rewrite_letter(
            letter=row, text=form.letter(), seen=form.cleaned_data["seen"], by=request.user, now=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _show(request, row, form=form, status=422)
    except retrying.Refused as refusal:
        form.add_error(None, refusal.message)
        fresh = letter_for(request, row.pk)
        form.look_again(_opened(fresh))
        return _show(request, fresh, form=form, status=409)
    return None


def _is_changed(sent: Mapping[str, str], row: Letter) -> bool:
    """Whether the fields came along with other words than the letter has."""
    shown = _opened(row)
    typed = {name: one_newline(sent[name]) for name in ("subject", "body") if name in sent}
    return any(words.strip() != one_newline(str(shown[name].value())).strip() for name, words in typed.items())


def _arrived(row, by, now, _request):
    arriving.mark_arrived(message=row.message, by=by, now=now)


def _came_back(row, by, now, request):
    arriving.mark_came_back(message=row.message, words=request.POST.get("words", ""), by=by, now=now)


def _again(row, by, now, _request):
    retrying.retry(message=row.message, second_copy_accepted=True, by=by, now=now)


ACTS = {
    "call_back": (
        lambda row, by, now, _request: letter_acts.call_back_letter(letter=row, by=by, now=now),
        lambda: _("The letter is called back. It will not leave."),
    ),
    "hold": (
        lambda row, by, now, _request: letter_acts.hold_letter(letter=row, by=by, now=now),
        lambda: _("The letter is held. It leaves when somebody releases it."),
    ),
    "release": (
        lambda row, by, now, _request: letter_acts.release_letter(
            letter=row, dispatch=Dispatch.DELAYED, by=by, now=now
        ),
        lambda: _("The letter waits for the delay and then leaves; until then it can be called back."),
    ),
    "arrived": (_arrived, lambda: _("The letter counts as sent.")),
    "came_back": (_came_back, lambda: _("The letter is marked as come back. The candidate still waits for an answer.")),
    "again": (_again, lambda: _("The letter is on its way again, under the same Message-ID.")),
}


@require_POST
def letter_act(request, pk):
    """One of `ACTS`, by a recruiter of the team. The text of a held letter comes along and is kept first, so that what
    leaves is what stood on the screen."""
    row = letter_for(request, pk)
    require(request, "run_vacancy", row.application.vacancy)
    if request.POST.get("act") not in ACTS:
        messages.error(request, _("Choose what to do with the letter."))
        return redirect("recruiting:letter", pk=pk)
    if _is_changed(request.POST, row) and (refused := _keep_text(request, row)):
        return refused
    act, said = ACTS[request.POST["act"]]
    try:
        act(row, request.user, timezone.now(), request)
    except AlreadyDone as done:
        messages.info(request, done.message)
    except (Refused, retrying.Refused) as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, said())
    return redirect("recruiting:letter", pk=pk)
