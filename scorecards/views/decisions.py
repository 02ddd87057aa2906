from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.models import Application, Vacancy
from scorecards.domain.awaiting import awaiting_decision
from scorecards.domain.critical import critical_errors
from scorecards.domain.deciding import (
    AlreadyDecided,
    DecisionRefused,
    comparison_for,
    refuse_if_closed,
)
from scorecards.domain.deciding import (
    decide as record_decision,
)
from scorecards.domain.paper import noted_sections, paper_of, pdf_of
from scorecards.domain.reading import read_cards
from scorecards.domain.record import Record, locked_for, record_of
from scorecards.domain.vacancy_paper import cards_behind, open_records, vacancy_paper
from scorecards.forms.decision import DecisionForm
from scorecards.models import Decision

PAGE_SIZE = 25


@require_http_methods(["GET", "POST"])
def decide(request, pk: int):
    application = _application(request, pk)
    vacancy = application.vacancy
    if not request.user.has_perm("recruiting.decide_vacancy", vacancy):
        raise PermissionDenied
    now = timezone.now()
    try:
        refuse_if_closed(application, vacancy, request.user, now)
    except AlreadyDecided as refusal:
        return _to_decision(request, refusal)
    except DecisionRefused as refusal:
        messages.warning(request, refusal.problems[""])
        return redirect("recruiting:application", pk)
    comparison = comparison_for(application, vacancy, request.user, None)
    read_cards(by=request.user, cards=comparison.cards, now=now)
    column = comparison.column(application.pk)
    form = DecisionForm(request.POST or None, below=column.assessment.must_haves_below if column else ())
    if request.method == "POST" and form.is_valid():
        try:
            decision = record_decision(application=application, proposal=form.proposal(), by=request.user, now=now)
        except AlreadyDecided as refusal:
            return _to_decision(request, refusal)
        except DecisionRefused as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("The decision is sealed. Nobody can change it now."))
            return redirect("scorecards:decision", decision.pk)
    context = {"form": form, "application": application, "vacancy": vacancy, "comparison": comparison, "column": column}
    context["critical"] = critical_errors(comparison.cards, [application])
    context["trail"] = [
        (_("Vacancies"), reverse("recruiting:vacancies")),
        (vacancy.title, reverse("recruiting:board", args=[vacancy.pk])),
        (_("Compare"), reverse("scorecards:compare", args=[vacancy.pk])),
        (_("Decision"), ""),
    ]
    return render(request, "scorecards/decide.html", context, status=422 if form.errors else 200)


def _application(request, pk: int) -> Application:
    visible = Application.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("candidate", "stage", "vacancy__grid", "vacancy__rule"), pk=pk)


def _show(form: DecisionForm, refusal: DecisionRefused) -> None:
    for name, message in refusal.problems.items():
        form.add_error(name or None, message)


def _to_decision(request, refusal: AlreadyDecided):
    messages.warning(request, refusal.problems[""])
    return redirect("scorecards:decision", refusal.decision.pk)


@require_GET
def decisions(request):
    _only_those_who_decide(request)
    mine = Application.objects.visible_to(request.user)
    made = Decision.objects.filter(application__in=mine).select_related(
        "application__candidate", "application__vacancy", "by"
    )
    waiting = awaiting_decision(now=timezone.now(), user=request.user)
    page = Paginator(made, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"waiting": waiting, "page": page, "locked": locked_for(request.user, list(page.object_list))}
    return render(request, "scorecards/decisions.html", context)


@require_GET
def decision(request, pk: int):
    record = _record(request, pk)
    vacancy = record.decision.application.vacancy
    trail = [
        (_("Vacancies"), reverse("recruiting:vacancies")),
        (vacancy.title, reverse("recruiting:board", args=[vacancy.pk])),
        (_("Decisions"), reverse("scorecards:decisions")),
    ]
    context = {"record": record, "vacancy": vacancy, "noted": noted_sections(record), "trail": trail}
    return render(request, "scorecards/decision.html", context)


@require_GET
def decision_pdf(request, pk: int):
    """The record as a file; while it is locked for the reader, the page that says what opens it."""
    record = _record(request, pk)
    if record.locked:
        return redirect("scorecards:decision", pk)
    record_access(by=request.user, action=AccessAction.EXPORT, subject=record.decision, now=timezone.now())
    return HttpResponse(
        pdf_of(paper_of(record, record.decision.application.vacancy)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="decision-{pk}.pdf"'},
    )


@require_GET
def vacancy_pdf(request, pk: int):
    """The record of the whole vacancy: rule, applications, and every decision that is open to the reader."""
    _only_those_who_decide(request)
    declared = Vacancy.objects.visible_to(request.user).filter(rule__isnull=False)
    vacancy = get_object_or_404(declared.select_related("rule", "grid__role", "role"), pk=pk)
    if not request.user.has_perm("scorecards.compare_vacancy", vacancy):
        raise PermissionDenied
    now = timezone.now()
    records = open_records(vacancy, request.user)
    read_cards(by=request.user, cards=cards_behind(records), now=now)
    record_access(by=request.user, action=AccessAction.EXPORT, subject=vacancy, now=now, decisions=len(records))
    return HttpResponse(
        pdf_of(vacancy_paper(vacancy, records, request.user)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="vacancy-{pk}.pdf"'},
    )


def _record(request, pk: int) -> Record:
    """The record as the person may read it now, and the trace of the reading."""
    _only_those_who_decide(request)
    mine = Application.objects.visible_to(request.user)
    found = Decision.objects.filter(application__in=mine).select_related(
        "by", "application__candidate", "application__vacancy__grid__role", "application__vacancy__rule"
    )
    record = record_of(get_object_or_404(found, pk=pk), request.user)
    read_cards(by=request.user, cards=record.cards, now=timezone.now())
    return record


def _only_those_who_decide(request) -> None:
    """Interviewers meet a candidate; what was decided, and on which figures, is for those who run the vacancy."""
    if not request.user.has_perm("scorecards.read_decisions"):
        raise PermissionDenied
