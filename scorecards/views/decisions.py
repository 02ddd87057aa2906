from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.models import Application, Vacancy
from scorecards.domain.awaiting import awaiting_decision
from scorecards.domain.neighbours import neighbours
from scorecards.domain.paper import noted_sections, paper_of, pdf_of
from scorecards.domain.reading import read_cards
from scorecards.domain.record import Record, locked_for, record_of
from scorecards.domain.vacancy_paper import cards_behind, open_records, vacancy_paper
from scorecards.models import Decision

PAGE_SIZE = 25


@require_GET
def decisions(request):
    _only_those_who_decide(request)
    mine = Application.objects.visible_to(request.user)
    made = Decision.objects.filter(application__in=mine).select_related(
        "application__candidate", "application__vacancy", "by", "revised_by"
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
    context |= {"neighbours": neighbours(record.decision), "may_revise": _may_revise(request, record)}
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
        "application__candidate", "application__vacancy__grid__role", "application__vacancy__rule"
    )
    record = record_of(get_object_or_404(found.with_neighbours(), pk=pk), request.user)
    read_cards(by=request.user, cards=record.cards, now=timezone.now())
    return record


def _may_revise(request, record: Record) -> bool:
    """Whether the page offers it: the decision stands, its candidate is in work and the person decides here."""
    application = record.decision.application
    open_here = application.is_active and application.vacancy.is_running and not record.locked
    standing = open_here and record.decision.later is None
    return standing and request.user.has_perm("recruiting.decide_vacancy", application.vacancy)


def _only_those_who_decide(request) -> None:
    """Interviewers meet a candidate; what was decided, and on which figures, is for those who run the vacancy."""
    if not request.user.has_perm("scorecards.read_decisions"):
        raise PermissionDenied
