"""Feedback to a candidate: read the draft, edit it, let it go."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.domain.sent import one_newline, whole
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.letters import LetterText
from recruiting.models import Application
from scorecards.domain import feedback as acts
from scorecards.domain.debrief import may_read
from scorecards.forms.feedback import FeedbackForm
from scorecards.models import Feedback


def feedback(request, pk: int):
    """The text: saved, or a draft that is not saved yet."""
    application = _application(request, pk)
    kept = _kept(application)
    if not may_read(request.user, application):
        return render(request, "scorecards/feedback.html", _context(application, None, None, locked=True))
    if request.method == "POST":
        saved = _save(request, application, kept)
        if isinstance(saved, HttpResponse):
            return saved
        messages.success(request, _("The feedback is saved. Nothing was sent."))
        return redirect("scorecards:feedback", application.pk)
    try:
        form = _form(application, kept, request.user)
    except Refused as refused:
        return render(request, "scorecards/feedback.html", _context(application, None, None, refusal=refused.message))
    return render(request, "scorecards/feedback.html", _context(application, kept, form))


def _kept(application: Application) -> Feedback | None:
    return Feedback.objects.filter(application=application).select_related("edited_by", "letter__message").first()


def _form(application: Application, kept: Feedback | None, user) -> FeedbackForm:
    if kept is not None:
        return FeedbackForm(initial={"subject": kept.subject, "body": kept.body, "seen": kept.version})
    text = acts.draft_text(application=application, by=user)
    return FeedbackForm(initial={"subject": text.subject, "body": text.body, "seen": 0})


def _save(request, application: Application, kept: Feedback | None) -> Feedback | HttpResponse:
    """The feedback as it stands in the fields, or the page that says why it was not saved."""
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return render(request, "scorecards/feedback.html", _context(application, kept, form), status=422)
    data, status = form.cleaned_data, 422
    try:
        return acts.save(
            application=application,
            text=LetterText(data["subject"], data["body"]),
            seen=data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        status = 409 if isinstance(refused, AlreadyDone | Conflict) else 422
        form.add_error(None, refused.message)
        kept = _kept(application)
        if isinstance(refused, Conflict) and kept is not None:
            form.look_again(_form(application, kept, request.user))
        return render(request, "scorecards/feedback.html", _context(application, kept, form), status=status)


@require_POST
def release(request, pk: int):
    """Send the text that stands in the fields: what was changed there is saved first."""
    application = _application(request, pk)
    seen = whole(request.POST.get("seen"), digits=9) or 0
    kept = _kept(application)
    if kept is not None and may_read(request.user, application) and _changes(request.POST, kept):
        saved = _save(request, application, kept)
        if isinstance(saved, HttpResponse):
            return saved
        seen = saved.version
    try:
        acts.release(
            application=application,
            seen=seen,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The feedback goes out in a few minutes; until then it can be called back."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("scorecards:feedback", application.pk)


def _changes(sent: Mapping[str, str], kept: Feedback) -> bool:
    """Whether other words were sent than are kept."""
    typed = {name: one_newline(sent[name]) for name in ("subject", "body") if name in sent}
    return any(words.strip() != one_newline(getattr(kept, name)).strip() for name, words in typed.items())


def _application(request, pk: int) -> Application:
    wanted = Application.objects.visible_to(request.user).filter(vacancy__rule__isnull=False)
    application = get_object_or_404(
        wanted.select_related("candidate", "vacancy__rule", "vacancy__grid", "vacancy__role", "stage"), pk=pk
    )
    may = request.user.has_perm
    if not (
        may("recruiting.run_vacancy", application.vacancy) or may("recruiting.decide_vacancy", application.vacancy)
    ):
        raise PermissionDenied
    return application


def _context(application: Application, kept: Feedback | None, form: FeedbackForm | None, **more) -> dict:
    return {
        "row": application,
        "kept": kept,
        "form": form,
        "trail": [
            (_("Vacancies"), reverse("recruiting:vacancies")),
            (application.vacancy.title, reverse("recruiting:board", args=[application.vacancy_id])),
            (application.candidate.full_name, reverse("recruiting:application", args=[application.pk])),
            (_("Feedback to the candidate"), ""),
        ],
        **more,
    }
