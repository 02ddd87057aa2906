"""Reading the library: everybody who is logged in may."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from competencies.domain.approving import note_approval
from competencies.domain.errors import Refused
from competencies.domain.ladder import in_level_order, ladder
from competencies.enums import GridState, RoleFamily, StatementKind
from competencies.forms.approvals import ApprovalForm
from competencies.forms.search import CompetencySearch
from competencies.models import Competency, Exercise, Grid, GridItem, LibraryText, Role
from competencies.views.trail import trail

PER_PAGE = 30
LAST_APPROVALS = 5


@require_safe
@vary_on_headers("HX-Request")  # Back must not show the part that htmx got from this address
def index(request) -> HttpResponse:
    """Roles with their grids, competencies with a search, exercises, texts; the tab is chosen by the address."""
    show = request.GET.get("show")
    if show == "competencies":
        return _competencies(request)
    if show == "exercises":
        context = {"exercise_kinds": _by_kind_name(Exercise.objects.all()), "show": show}
    elif show == "texts":
        context = {"text_kinds": _by_kind_name(LibraryText.objects.filter(role=None)), "show": show}
    else:
        context = {"families": _families(request), "show": "roles"}
    return render(request, "competencies/library.html", context | _counts())


def _by_kind_name(rows: QuerySet) -> list[tuple[str, list]]:
    """The rows under the name of their kind."""
    return [(name, list(group)) for name, group in groupby(rows, lambda row: row.get_kind_display())]


def _families(request) -> list[tuple[str, list[Role]]]:
    grids = Prefetch(
        "grids", Grid.objects.visible_to(request.user).exclude(state=GridState.RETIRED).order_by("-version")
    )
    known = {family: place for place, family in enumerate(RoleFamily.values)}
    roles = sorted(
        Role.objects.prefetch_related(grids), key=lambda role: (known.get(role.family, len(known)), role.family)
    )
    groups = [in_level_order(list(group)) for _family, group in groupby(roles, lambda role: role.family)]
    return [(group[0].family_name, group) for group in groups]


def _counts() -> dict[str, int]:
    return {
        "role_count": Role.objects.count(),
        "competency_count": Competency.objects.count(),
        "exercise_count": Exercise.objects.count(),
        "text_count": LibraryText.objects.filter(role=None).count(),
    }


def _competencies(request) -> HttpResponse:
    search = CompetencySearch(request.GET, queryset=_with_counts(Competency.objects.alphabetical()))
    page = Paginator(search.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"search": search, "page": page, "show": "competencies"}
    if request.htmx and not request.htmx.boosted:
        return render(request, "competencies/parts/competencies.html", context)
    return render(request, "competencies/library.html", {**context, **_counts()})


def _with_counts(competencies: QuerySet[Competency]) -> QuerySet[Competency]:
    """Annotate `anchor_count`, `question_count` and `role_count`, the roles whose published grid has the competency."""
    roles = (
        GridItem.objects.filter(competency=OuterRef("pk"), grid__state=GridState.PUBLISHED)
        .order_by()
        .values("competency")
        .annotate(roles=Count("grid__role", distinct=True))
        .values("roles")
    )
    return competencies.annotate(
        anchor_count=Count("anchors", distinct=True),
        question_count=Count("questions", distinct=True),
        role_count=Coalesce(Subquery(roles, output_field=IntegerField()), 0),
    )


@require_safe
def competency(request, key: str) -> HttpResponse:
    competency = get_object_or_404(Competency.objects.prefetch_related("anchors", "questions"), key=key)
    readable = Grid.objects.visible_to(request.user).exclude(state=GridState.RETIRED)
    uses = GridItem.objects.filter(competency=competency, grid__in=readable).select_related("grid__role")
    context = {
        "competency": competency,
        "uses": uses.order_by("grid__role__family", "grid__role", "-grid__version"),
        "trail": trail((_("Competencies"), "?show=competencies"), (competency.name, "")),
    }
    return render(request, "competencies/competency.html", context)


@require_safe
def role(request, key: str) -> HttpResponse:
    return role_page(request, _role(key), ApprovalForm())


@require_POST
@permission_required("competencies.edit_grid", raise_exception=True)
def approve(request, key: str) -> HttpResponse:
    """Note that the role's job description was approved."""
    row, form = _role(key), ApprovalForm(request.POST)
    if form.is_valid():
        try:
            note_approval(role=row, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The approval is noted. You are reminded a month before the review."))
            return redirect("competencies:role", key=key)
    return role_page(request, row, form, status=422)


def _role(key: str) -> Role:
    return get_object_or_404(Role.objects.prefetch_related("statements__competency", "pay_figures"), key=key)


def role_page(request, role: Role, form: ApprovalForm, *, status: int = 200) -> HttpResponse:
    """Everything on one role, with the form for its job description."""
    grids = list(Grid.objects.visible_to(request.user).filter(role=role).select_related("published_by", "created_by"))
    context = {
        "role": role,
        "grids": grids,
        "draft": next((grid for grid in grids if grid.is_draft), None),
        "standing": next((grid for grid in grids if grid.state == GridState.PUBLISHED), None),
        "statements": by_kind(role),
        "snapshot": role.demand.first(),
        "ladder": ladder(role),
        "approvals": role.approvals.select_related("by")[:LAST_APPROVALS],
        "form": form,
        "may_edit": request.user.has_perm("competencies.edit_grid"),
        "trail": trail((role.title, "")),
    }
    return render(request, "competencies/role.html", context, status=status)


def by_kind(role: Role) -> list[tuple[StatementKind, list]]:
    statements = list(role.statements.all())
    groups = [(kind, [one for one in statements if one.kind == kind]) for kind in StatementKind]
    return [(kind, group) for kind, group in groups if group]
