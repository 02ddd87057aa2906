from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competencies.models import Grid
from recruiting.domain import declared_rule
from recruiting.domain.briefing import mistakes
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.opening import open_vacancy
from recruiting.domain.tasks import current_task
from recruiting.domain.team import change_team
from recruiting.domain.vacancy_state import TRANSITIONS, change_state
from recruiting.enums import ApplicationState, VacancyState
from recruiting.forms.team import TeamForm
from recruiting.forms.vacancies import ClosingVacancyForm, RoleForm, VacancyForm, roles_with_grid
from recruiting.models import DeclaredRule, Vacancy
from recruiting.views.facts import about
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_vacancies, to_vacancy

PAGE = 25
RUNNING, ENDED, ALL = "running", "ended", "all"
TABS = {
    "board": "recruiting:board",
    "compare": "scorecards:compare",
    "sources": "recruiting:vacancy_sources",
    "about": "recruiting:vacancy_settings",
}
"""The pages with the head of a vacancy, by the name of the tab."""


@require_safe
def vacancy_list(request):
    show = request.GET.get("show") if request.GET.get("show") in (ENDED, ALL) else RUNNING
    vacancies = Vacancy.objects.visible_to(request.user)
    narrowed = {
        RUNNING: vacancies.running(),
        ENDED: vacancies.filter(state__in=[VacancyState.FILLED, VacancyState.CLOSED]),
        ALL: vacancies,
    }[show]
    counted = (
        narrowed.select_related("role")
        .order_by("-created_at", "-pk")
        .annotate(
            in_work=Count("applications", filter=Q(applications__state=ApplicationState.ACTIVE)),
            hired=Count("applications", filter=Q(applications__state=ApplicationState.HIRED)),
        )
    )
    context = {
        "page": Paginator(counted, PAGE).get_page(request.GET.get("page")),
        "show": show,
        "now": timezone.now(),
        "may_open": request.user.has_perm("recruiting.open_vacancy"),
    }
    return render(request, "recruiting/vacancies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_new(request):
    """First the role, then the rest: which grid, rule and title there is follows from the role."""
    require(request, "open_vacancy")
    role = roles_with_grid().filter(key=request.GET.get("role", "")).first()
    if role is None:
        question = RoleForm(request.GET if "role" in request.GET else None)
        context = {"form": question, "has_roles": roles_with_grid().exists()}
        context["trail"] = to_vacancies(_("Open a vacancy"))
        return render(request, "recruiting/vacancy_role.html", context)
    now = timezone.now()
    grid = Grid.objects.published().filter(role=role).order_by("-version")[0]
    form = VacancyForm(
        request.POST or None, role=role, published=grid, user=request.user, today=timezone.localdate(now)
    )
    if request.method == "POST" and form.is_valid():
        vacancy = _open(form, role, request.user, now)
        if vacancy:
            messages.success(request, _("The vacancy is open. Add the first candidate."))
            return redirect("recruiting:board", pk=vacancy.pk)
    items = list(declared_rule.judged_items(grid, with_supplement=form.with_supplement))
    context = {"form": form, "role": role, "grid": grid, "items": items}
    context["trail"] = to_vacancies(_("Open a vacancy"))
    context["rule"] = declared_rule.in_words(DeclaredRule(), items)
    context["mistakes"] = mistakes(role) if form.asks_briefing else None
    return render(request, "recruiting/vacancy_new.html", context, status=422 if form.errors else 200)


def _open(form: VacancyForm, role, user, now) -> Vacancy | None:
    data = form.cleaned_data
    names = ("grid", "pipeline", "title", "openings", "place", "target_date", "shortlist_size")
    named = {name: data[name] for name in names} | {"starts": form.starts(), "briefing": form.briefing()}
    named["legal_profile"] = data.get("legal_profile")
    try:
        return open_vacancy(
            role=role, team=form.team(), by=user, now=now, with_supplement=form.with_supplement, **named
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_settings(request, pk):
    """What the vacancy was opened with; its team can be changed, the rule and the stages cannot."""
    vacancy = vacancy_for(request, pk)
    if request.method != "POST":
        return _show_settings(request, vacancy)
    require(request, "run_vacancy", vacancy)
    form = TeamForm(request.POST, vacancy=vacancy)
    if form.is_valid():
        try:
            change_team(vacancy=vacancy, team=form.team(), seen=form.seen(), by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The team is saved."))
            still = Vacancy.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("recruiting:vacancy_settings", pk=pk) if still else redirect("recruiting:vacancies")
    return _show_settings(request, vacancy, form, status=422)


def _show_settings(
    request,
    vacancy: Vacancy,
    form: TeamForm | None = None,
    *,
    closing: ClosingVacancyForm | None = None,
    status: int = 200,
):
    runs = request.user.has_perm("recruiting.run_vacancy", vacancy)
    rule = getattr(vacancy, "rule", None)
    items = list(declared_rule.judged_items(vacancy.grid, with_supplement=bool(rule and rule.with_supplement)))
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy),
        "here": "about",
        "task": current_task(vacancy),
        "may_run": runs,
        "form": (form or TeamForm(vacancy=vacancy)) if runs else None,
        "closing": (closing or ClosingVacancyForm()) if runs else None,
        "next_states": TRANSITIONS[VacancyState(vacancy.state)],
        "items": items,
        "rule": declared_rule.in_words(rule, items) if rule else [],
        "stages": vacancy.stages.order_by("order").prefetch_related("covers", "kit__question"),
        "members": vacancy.members.select_related("user").order_by("function", "user__name_sort"),
        "events": vacancy.events.select_related("by", "code"),
        "team_changes": vacancy.team_changes.select_related("by", "user"),
        "now": timezone.now(),
    } | about(vacancy, request.user)
    return render(request, "recruiting/vacancy_about.html", context, status=status)


@require_POST
def vacancy_state(request, pk):
    """Hold, resume, fill or close; the button says which."""
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    wanted = request.POST.get("to_state", "")
    if wanted not in VacancyState.values:
        messages.error(request, _("This vacancy has no such state."))
        return _where_pressed(request, pk)
    form = ClosingVacancyForm(request.POST)
    closes = wanted == VacancyState.CLOSED
    if not form.is_valid() and closes:
        return _show_settings(request, vacancy, closing=form, status=422)
    try:
        change_state(
            vacancy=vacancy,
            to_state=VacancyState(wanted),
            by=request.user,
            now=timezone.now(),
            code=form.cleaned_data.get("code"),
            note=form.cleaned_data.get("note", ""),
        )
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        if closes:  # what was typed stays on the page
            form.add_error(None, refusal.message)
            return _show_settings(request, vacancy, closing=form, status=422)
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The state is changed."))
    return _where_pressed(request, pk)


def _where_pressed(request, pk: int):
    """The page of the vacancy that the button stands on, narrowed and ordered as it was."""
    name = TABS.get(request.POST.get("back", ""), "recruiting:vacancy_settings")
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse(name, args=[pk])}?{query}" if query else reverse(name, args=[pk]))
