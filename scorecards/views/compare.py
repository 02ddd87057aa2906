from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.domain.sent import whole
from accounts.enums import AccessAction
from accounts.models import record_access
from competencies.models import Grid, GridItem
from recruiting.models import Application, Vacancy
from scorecards.domain.arranging import heads
from scorecards.domain.comparability import unfairness
from scorecards.domain.comparing import Column, Comparison
from scorecards.domain.comparing import compare as compare_candidates
from scorecards.domain.critical import critical_of
from scorecards.domain.debriefing import summarise, turnout
from scorecards.domain.evidence import Evidence, evidence_of
from scorecards.domain.laying_out import BY_NAME, BY_RULE, SHEET, pair, rows, sorted_columns
from scorecards.domain.reading import read_cards
from scorecards.domain.revising import revisable, with_standing
from scorecards.domain.uncertainty import on_sheet, pictures
from scorecards.domain.workbook import open_decisions, workbook_of
from scorecards.domain.workbook_parts import debrief_sheet
from scorecards.views.choices import Choices, choices_of
from scorecards.views.trust import notes


@require_GET
def compare(request, pk: int):
    vacancy = _vacancy(request, pk)
    now = timezone.now()
    chosen = choices_of(request.GET, vacancy)
    comparison = compare_candidates(
        vacancy=vacancy,
        user=request.user,
        narrowed_to=with_standing(Application.objects.active()),
        stage=chosen.stage,
        read_as=chosen.read_as,
    )
    read_cards(by=request.user, cards=comparison.cards, now=now)
    decides = request.user.has_perm("recruiting.decide_vacancy", vacancy)
    shown = [column.application for column in comparison.columns]
    context = {
        "vacancy": vacancy,
        "comparison": comparison,
        "chosen": chosen,
        "not_planned": [item for item in comparison.items if not item.planned],
        "unfairness": unfairness(comparison),
        "sort": chosen.sort,
        "sorts": [(BY_RULE, _("by the declared rule")), (BY_NAME, _("by name"))],
        "critical": critical_of(comparison),
        "turnout": turnout(comparison),
        "notes": notes(comparison),
        "evidence": _chosen_evidence(request, vacancy, comparison, chosen.read_as),
        "may_decide": decides,
        "revisable": revisable(request.user, vacancy, shown, decides=decides),
        "may_run": request.user.has_perm("recruiting.run_vacancy", vacancy),
        "trail": [
            (_("Vacancies"), reverse("recruiting:vacancies")),
            (vacancy.title, reverse("recruiting:board", args=[vacancy.pk])),
            (_("Compare"), ""),
        ],
    } | _sheet(request, comparison, chosen)
    return render(request, "scorecards/compare.html", context)


def _sheet(request, comparison: Comparison, chosen: Choices) -> dict:
    """The candidates of one page in the order the reader asked for, with what is drawn of them."""
    arranged = chosen.arrangement.arranged(sorted_columns(comparison, chosen.sort))
    page = Paginator(arranged, SHEET).get_page(request.GET.get("page"))
    columns = list(page.object_list)
    placed = _in_place(comparison, columns)
    drawn = on_sheet(pictures(comparison), columns)
    return {
        "page": page,
        "columns": columns,
        "placed": placed,
        "heads": [
            (head, chosen.address(head.toggled), chosen.address(head.left), chosen.address(head.right))
            for head in heads(columns, chosen.arrangement)
        ],
        "pinned": chosen.arrangement.pinned,
        "several_groups": len({column.group for column in columns}) > 1,
        "rows": rows(comparison, columns),
        "pair": pair(columns, request.GET.get("left", ""), request.GET.get("right", "")),
        "summary": summarise(placed),
        "pictures": drawn,
        "any_corrected": any(picture.corrected for picture in drawn),
    }


@require_GET
def cell(request, pk: int, application: int, item: int):
    vacancy = _vacancy(request, pk)
    candidate = get_object_or_404(Application.objects.visible_to(request.user), pk=application, vacancy=vacancy)
    read_as = choices_of(request.GET, vacancy).read_as
    required = get_object_or_404(GridItem, pk=item, grid=vacancy.grid)
    if not request.htmx:
        address = reverse("scorecards:compare", args=[pk])
        return redirect(f"{address}?{urlencode({**request.GET.dict(), 'cell': f'{application}-{item}'})}#evidence")
    evidence = evidence_of(vacancy=vacancy, application=candidate, item=required, user=request.user, read_as=read_as)
    read_cards(by=request.user, cards=evidence.cards, now=timezone.now())
    return render(request, "scorecards/parts/evidence.html", {"evidence": evidence, "swapped": True})


@require_GET
def compare_xlsx(request, pk: int):
    """The vacancy's ratings as a file, from the cards, debriefs and decisions that are open to the reader now."""
    vacancy = _vacancy(request, pk)
    now = timezone.now()
    comparison = compare_candidates(vacancy=vacancy, user=request.user)
    everybody = compare_candidates(vacancy=vacancy, user=request.user, narrowed_to=Application.objects.all())
    read_cards(by=request.user, cards=everybody.cards, now=now)
    decisions = open_decisions(vacancy, request.user)
    counts = {"cards": len(everybody.cards), "decisions": len(decisions)}
    record_access(by=request.user, action=AccessAction.EXPORT, subject=vacancy, now=now, **counts)
    return HttpResponse(
        workbook_of(comparison, everybody, decisions, debrief_sheet(vacancy, request.user)),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="comparison-{pk}.xlsx"'},
    )


def _in_place(comparison: Comparison, columns: list[Column]) -> list[Column]:
    """The candidates of the sheet in the order of the declared rule."""
    shown = {column.application.pk for column in columns}
    return [column for column in comparison.columns if column.application.pk in shown]


def _vacancy(request, pk: int) -> Vacancy:
    declared = Vacancy.objects.visible_to(request.user).filter(rule__isnull=False)
    vacancy = get_object_or_404(declared.select_related("rule", "grid", "role").prefetch_related("members"), pk=pk)
    if not request.user.has_perm("scorecards.compare_vacancy", vacancy):
        raise PermissionDenied
    return vacancy


def _chosen_evidence(request, vacancy: Vacancy, comparison: Comparison, read_as: Grid | None) -> Evidence | None:
    """The cell named in the address, when it is one of this comparison."""
    application, _dash, item = (whole(part) for part in request.GET.get("cell", "").partition("-"))
    if application is None or item is None:
        return None
    column = comparison.column(application)
    required = vacancy.grid.items.filter(pk=item).first()
    if column is None or required is None:
        return None
    return evidence_of(
        vacancy=vacancy, application=column.application, item=required, user=request.user, read_as=read_as
    )
