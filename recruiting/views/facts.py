"""What a vacancy was opened for: read on its page, changed by its recruiter; its checklist; its costs by source."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.sent import whole
from accounts.models import User
from recruiting.domain.briefing import mistakes
from recruiting.domain.checks import check, checklist, still_open
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.facts import add_cost, change_facts, take_out_cost
from recruiting.domain.people_data.profiles import may_put_under
from recruiting.domain.sources import source_figures
from recruiting.enums import Currency, Source
from recruiting.forms.facts import CostForm, FactsForm
from recruiting.models import Application, Cost, LegalProfile, Stage, Vacancy
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_vacancy


def about(vacancy: Vacancy, user: User) -> dict:
    """What the page of the vacancy shows of its facts."""
    lines = checklist(vacancy)
    may_put = may_put_under(user, vacancy)
    return {
        "profiles": LegalProfile.objects.select_related("text") if may_put else (),
        "starts": vacancy.starts.all(),
        "briefing": vacancy.briefing.all(),
        "checklist": lines,
        "checks_open": still_open(lines),
        "fact_changes": vacancy.fact_changes.select_related("by"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_facts(request, pk):
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    form = FactsForm(request.POST if request.method == "POST" else None, vacancy=vacancy)
    status = 200
    if request.method == "POST":
        status = _save(request, vacancy, form)
        if status == 302:
            return redirect("recruiting:vacancy_settings", pk=pk)
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy, _("Facts")),
        "here": "about",
        "may_run": True,
        "form": form,
        "mistakes": mistakes(vacancy.role) if form.asks_briefing else None,
    }
    return render(request, "recruiting/vacancy_facts.html", context, status=status)


def _save(request, vacancy: Vacancy, form: FactsForm) -> int:
    """Save, or put what stands against it on the form; the status to answer with."""
    if not form.is_valid():
        return 422
    seen = form.cleaned_data["seen_revision"]
    try:
        changed = change_facts(
            vacancy=vacancy, facts=form.facts(), seen_revision=seen, by=request.user, now=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        if not isinstance(refusal, Conflict):
            return 422
        form.look_again(FactsForm(vacancy=vacancy_for(request, vacancy.pk)))
        return 409
    messages.success(request, _("The facts are saved.") if changed else _("Nothing was changed."))
    return 302


@require_POST
def stage_check(request, pk):
    """Tick a line of the checklist, or take the tick back."""
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    stage = get_object_or_404(Stage, vacancy=vacancy, pk=whole(request.POST.get("stage")))
    person = request.POST.get("application")
    rows = Application.objects.visible_to(request.user).filter(vacancy=vacancy)
    application = get_object_or_404(rows, pk=whole(person)) if person else None
    try:
        check(
            stage=stage,
            application=application,
            done=request.POST.get("done") == "1",
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("recruiting:vacancy_settings", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_sources(request, pk):
    """What each source brought and cost; the recruiter adds costs."""
    vacancy = vacancy_for(request, pk)
    require(request, "read_contacts", vacancy)
    may_run = request.user.has_perm("recruiting.run_vacancy", vacancy)
    now = timezone.now()
    if request.method == "POST":
        require(request, "run_vacancy", vacancy)
    form = (
        CostForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now)) if may_run else None
    )
    if form is not None and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        add_cost(
            vacancy=vacancy,
            amount=data["amount"],
            currency=Currency(data["currency"]),
            what_for=data["what_for"],
            source=Source(data["source"]) if data["source"] else None,
            spent_on=data["spent_on"],
            by=request.user,
            now=now,
        )
        messages.success(request, _("The cost is added."))
        return redirect("recruiting:vacancy_sources", pk=pk)
    rows, together = source_figures(vacancy)
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy, _("Sources")),
        "here": "sources",
        "may_run": may_run,
        "rows": rows,
        "together": together,
        "costs": vacancy.costs.filter(taken_out_at=None).select_related("by"),
        "form": form,
    }
    return render(request, "recruiting/vacancy_sources.html", context, status=422 if form and form.errors else 200)


@require_POST
def cost_out(request, pk, cost):
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    row = get_object_or_404(Cost, vacancy=vacancy, pk=cost)
    try:
        take_out_cost(cost=row, by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    else:
        messages.success(request, _("The cost is taken out of the sums."))
    return redirect("recruiting:vacancy_sources", pk=pk)
