"""Letters to many: choose whom, see each text, send them together, call them back together."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.sent import whole
from accounts.enums import AccessAction
from accounts.models import record_access
from outbox.enums import MessageState
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.letter_batches import (
    MOST,
    NotSent,
    call_back_batch,
    one_a_person,
    send_batch,
    written_before,
)
from recruiting.domain.letters import draft_from
from recruiting.domain.wordings import templates
from recruiting.enums import Dispatch
from recruiting.forms.letter_batches import BatchForm, ChooseForm, OneForm
from recruiting.models import Application, Letter, LetterBatch, LetterTemplate, Vacancy
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_candidates, to_vacancy

may_answer = permission_required("recruiting.see_unanswered", raise_exception=True)


@require_safe
def letter_choose(request, pk):
    """Whom of a vacancy to write to."""
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    form = ChooseForm(request.GET, vacancy=vacancy)
    rows = form.narrow(vacancy.applications.select_related("candidate", "stage")).order_by("candidate__name_sort", "pk")
    shown = list(rows[:MOST])
    context = {
        "vacancy": vacancy,
        "form": form,
        "rows": shown,
        "kept": one_a_person(shown),
        "more": rows.count() > MOST,
        "most": MOST,
        "choices": templates(),
        "trail": to_vacancy(vacancy, _("Letters to many")),
    }
    return render(request, "recruiting/letters/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_answer
def letter_batch_new(request):
    """Every text as its candidate will read it; change or leave out single ones, then send them together."""
    reach = _reach(request)
    template = _template(request)
    rows = _chosen(request, reach)
    if template is None or not rows:
        messages.error(request, _("Choose a template and at least one candidate."))
        return redirect("recruiting:unanswered")
    now = timezone.now()
    given = request.POST if request.method == "POST" else None
    before, kept = written_before(template, rows), one_a_person(rows)
    ones = [
        OneForm(
            given,
            application=row,
            draft=draft_from(template, application=row, by=request.user, now=now),
            earlier=before.get(row.pk),
            is_second=row.pk not in kept,
        )
        for row in rows
    ]
    form, status = BatchForm(given), 200
    if given is None:
        _leave_trace(request, rows, now)
    else:
        batch = _send(request, template, form, ones, now)
        if batch is not None:
            return redirect("recruiting:letter_batch", pk=batch.pk)
        status = 422
    context = {"form": form, "ones": ones, "template": template, "trail": _trail(_("Letters to many"))}
    return render(request, "recruiting/letters/batch_new.html", context, status=status)


def _reach(request) -> QuerySet[Application]:
    """Applications of the vacancies that the person runs."""
    return Application.objects.visible_to(request.user).filter(vacancy__in=Vacancy.objects.run_by(request.user))


def _template(request) -> LetterTemplate | None:
    wanted = request.POST.get("template") or request.GET.get("template", "")
    return next((one for one in templates() if str(one.pk) == wanted), None)


def _chosen(request, reach: QuerySet[Application]) -> list[Application]:
    given = request.POST.getlist("application") or request.GET.getlist("application")
    ids = [key for one in given if (key := whole(one)) is not None]
    rows = reach.filter(pk__in=ids).select_related("candidate", "vacancy", "stage")
    return list(rows.order_by("candidate__name_sort", "pk")[:MOST])


def _leave_trace(request, rows: list[Application], now) -> None:
    for row in rows:
        record_access(
            by=request.user, action=AccessAction.READ_CANDIDATE, subject=row.candidate, now=now, application=row.pk
        )


def _send(request, template: LetterTemplate, form: BatchForm, ones: list[OneForm], now) -> LetterBatch | None:
    """The batch, also when it was sent before; None with the faults on the forms."""
    if not all([form.is_valid(), *(one.is_valid() for one in ones)]):
        return None
    token = form.cleaned_data["token"]
    try:
        return send_batch(
            token=token,
            template=template,
            seen=[seen for one in ones if (seen := one.seen())],
            dispatch=Dispatch(form.cleaned_data["dispatch"]),
            reach=[one.application.pk for one in ones],
            by=request.user,
            now=now,
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
        return LetterBatch.objects.filter(token=token, by=request.user).first()
    except NotSent as refusal:
        form.add_error(None, refusal.message)
        for one in ones:
            one.fault = refusal.faults.get(one.application.pk, "")
    except Refused as refusal:
        form.add_error(None, refusal.message)
    return None


def _letters_of(request, pk: int) -> tuple[LetterBatch, list[Letter]]:
    """The batch and those of its letters that are within reach; out of reach altogether it does not exist."""
    batch = get_object_or_404(LetterBatch.objects.select_related("template__shipped", "by"), pk=pk)
    within = Application.objects.all() if request.user.is_administrator else _reach(request)
    rows = batch.letters.filter(application__in=within).prefetch_related("message__attempts")
    rows = rows.select_related("message", "application__candidate")
    letters = list(rows.order_by("application__candidate__name_sort", "pk"))
    if not letters:
        raise Http404
    return batch, letters


@require_safe
@may_answer
def letter_batch(request, pk):
    """What became of each letter that was sent together."""
    batch, letters = _letters_of(request, pk)
    not_left = [one for one in letters if one.message.state in (MessageState.WAITING, MessageState.HELD)]
    leaving = [one.message.not_before for one in not_left if one.message.state == MessageState.WAITING]
    first = min(leaving, default=None)
    context = {
        "batch": batch,
        "letters": letters,
        "may_run": request.user.is_hr,
        "not_left": len(not_left),
        "leaves_at": first if first and first > timezone.now() else None,
        "trail": _trail(_("Letters sent together")),
    }
    return render(request, "recruiting/letters/batch.html", context)


@require_POST
@may_answer
def letter_batch_call_back(request, pk):
    """Call back every letter of the batch that has not left."""
    _batch, letters = _letters_of(request, pk)
    if not request.user.is_hr:
        require(request, "run_vacancy")
    answer = call_back_batch(letters=letters, by=request.user, now=timezone.now())
    done, left = len(answer.done), len(answer.left)
    said = ngettext("%(count)s letter was called back.", "%(count)s letters were called back.", done) % {"count": done}
    (messages.success if done else messages.info)(request, said)
    if left:
        late = ngettext("%(count)s letter had left.", "%(count)s letters had left.", left) % {"count": left}
        messages.warning(request, late)
    return redirect("recruiting:letter_batch", pk=pk)


def _trail(here: str):
    return to_candidates((_("Unanswered"), reverse("recruiting:unanswered")), (here, ""))
