"""Templates of letters: the list, one template in each language with a preview, and a new one."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.sent import whole
from accounts.enums import AccessAction, Language
from accounts.models import record_access
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.letter_values import values_for
from recruiting.domain.placeholders import LATER, MEANINGS, allowed, filled, unfilled
from recruiting.domain.wordings import restore_shipped, shipped_in, templates, text_in, write_version
from recruiting.enums import LetterEvent
from recruiting.forms.letter_templates import NewTemplateForm, WordingForm
from recruiting.models import Application, LetterTemplate, TemplateVersion, Vacancy
from recruiting.views.trails import to_candidates

may_edit = permission_required("recruiting.edit_letter_templates", raise_exception=True)
PREVIEWED = 50  # applications to choose a preview from, newest first
CLOSING = {LetterEvent.REJECTION, LetterEvent.VACANCY_CLOSED, LetterEvent.WITHDRAWN_CONFIRMED, LetterEvent.HIRED}


@require_safe
@may_edit
def template_list(request):
    rows = [
        {"template": row, "texts": [(language, text_in(row, language)) for language in Language]} for row in templates()
    ]
    trail = to_candidates((_("Letter templates"), ""))
    return render(request, "recruiting/letters/templates.html", {"rows": rows, "trail": trail})


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
def template_new(request):
    form = NewTemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.instance.closing = form.cleaned_data["event"] in CLOSING
            row = form.save()
        messages.success(request, _("Now write the text, in each language in which you send it."))
        return redirect(f"{reverse('recruiting:letter_template', args=[row.pk])}?lang={request.user.language}")
    context = {"form": form, "trail": _trail((_("New template"), ""))}
    status = 422 if request.method == "POST" else 200
    return render(request, "recruiting/letters/template_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
def template(request, pk):
    """One template in one language: write it, look at it with a real application, return to the shipped text."""
    row = _row(pk)
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in Language.values else request.user.language
    if request.method != "POST":
        return _show(request, row, language)
    if request.POST.get("act") == "restore":
        return _restore(request, row, language)
    form = WordingForm(request.POST, template=row)
    if not form.is_valid():
        return _show(request, row, language, form=form, status=422)
    if request.POST.get("act") == "preview":
        return _show(request, row, language, form=form)
    return _save(request, row, language, form)


def _row(pk: int) -> LetterTemplate:
    rows = LetterTemplate.objects.select_related("shipped").prefetch_related("versions__by", "reasons")
    return get_object_or_404(rows, pk=pk)


def _save(request, row: LetterTemplate, language: str, form: WordingForm):
    data = form.cleaned_data
    try:
        write_version(
            template=row,
            language=language,
            subject=data["subject"],
            body=data["body"],
            seen_number=data["seen_number"],
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        if not isinstance(refusal, Conflict):
            return _show(request, row, language, form=form, status=422)
        fresh = _row(row.pk)
        form.look_again(_opened(fresh, language))
        return _show(request, fresh, language, form=form, status=409)
    else:
        messages.success(request, _("The text is kept. Letters written from now on start from it."))
    return _back(row, language)


def _restore(request, row: LetterTemplate, language: str):
    seen = whole(request.POST.get("seen_number"), digits=9)
    try:
        restore_shipped(
            template=row,
            language=language,
            seen_number=-1 if seen is None else seen,
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The shipped text is back."))
    return _back(row, language)


def _back(row: LetterTemplate, language: str):
    return redirect(f"{reverse('recruiting:letter_template', args=[row.pk])}?lang={language}")


def _versions(row: LetterTemplate, language: str) -> list[TemplateVersion]:
    return [version for version in row.versions.all() if version.language == language]


def _opened(row: LetterTemplate, language: str) -> WordingForm:
    """The form with the text as it is now."""
    text, versions = text_in(row, language), _versions(row, language)
    start = {"subject": text.subject if text else "", "body": text.body if text else ""}
    return WordingForm(initial=start | {"seen_number": versions[0].number if versions else 0}, template=row)


def _show(request, row: LetterTemplate, language: str, *, form: WordingForm | None = None, status: int = 200):
    text = text_in(row, language)
    versions = _versions(row, language)
    newest = versions[0].number if versions else 0
    form = form or _opened(row, language)
    context = {
        "row": row,
        "language": language,
        "languages": [(one, text_in(row, one)) for one in Language],
        "text": text,
        "form": form,
        "newest": newest,
        "versions": versions,
        "can_restore": bool(text and not text.is_shipped and shipped_in(row, language)),
        "placeholders": [(f"{{{name}}}", MEANINGS[name]) for name in allowed(row.event)],
        "trail": _trail((str(row), "")),
    } | _preview(request, form, language, row.event)
    return render(request, "recruiting/letters/template.html", context, status=status)


def _preview(request, form: WordingForm, language: str, event: str) -> dict:
    """The text on the page as the candidate of a chosen application would read it; reading it leaves a trace."""
    choices = _readable(request.user)
    given = request.POST.get("application") or request.GET.get("application") or ""
    chosen = choices.filter(pk=whole(given) or 0).first()
    context = {"applications": choices[:PREVIEWED], "chosen": chosen}
    if chosen is None or (form.is_bound and not form.is_valid()):
        return context
    now = timezone.now()
    record_access(
        by=request.user, action=AccessAction.READ_CANDIDATE, subject=chosen.candidate, now=now, application=chosen.pk
    )
    values = values_for(chosen, language=language, by=request.user, now=now, event=event)
    subject, body = filled(form["subject"].value() or "", values), filled(form["body"].value() or "", values)
    return context | {
        "preview": {"subject": subject, "body": body, "missing": unfilled(f"{subject}\n{body}", but=LATER)}
    }


def _readable(user) -> QuerySet[Application]:
    """Applications whose contacts the person reads: all for an administrator, else of the vacancies one runs."""
    rows = Application.objects.visible_to(user).select_related("candidate", "vacancy", "stage")
    if not user.is_administrator:
        rows = rows.filter(vacancy__in=Vacancy.objects.run_by(user))
    return rows.order_by("-applied_at", "-pk")


def _trail(*here):
    return to_candidates((_("Letter templates"), reverse("recruiting:letter_templates")), *here)
