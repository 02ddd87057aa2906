"""A grid as it stands, and the two acts that close it: publishing and retiring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.sent import whole
from competencies.domain.blockers import blockers_of, library_items
from competencies.domain.changes import changes
from competencies.domain.errors import Conflict, Refused
from competencies.domain.presets import suggestions
from competencies.domain.publishing import publish as publish_grid
from competencies.domain.publishing import retire as retire_grid
from competencies.domain.reading import by_section, shown_items
from competencies.enums import GridState
from competencies.models import Grid, LibraryText
from competencies.views.trail import grid_or_404, grid_to_change, role_trail


@require_safe
def show(request, pk: int) -> HttpResponse:
    grid = grid_or_404(request, pk)
    siblings = list(Grid.objects.visible_to(request.user).filter(role=grid.role))
    items = shown_items(grid)
    context = {
        "grid": grid,
        "siblings": siblings,
        "draft": next((one for one in siblings if one.is_draft), None),
        "sections": by_section(items),
        "item_count": len(items),
        "suggestions": suggestions([shown.item for shown in items]),
        "snapshot": grid.role.demand.first(),
        "mistakes": LibraryText.objects.filter(role=grid.role).prefetch_related("parts"),
        "may_edit": request.user.has_perm("competencies.edit_grid"),
        "trail": role_trail(grid.role, (_("Version %(version)s") % {"version": grid.version}, "")),
    }
    return render(request, "competencies/grid.html", context)


@require_http_methods(["GET", "POST"])
def publish(request, pk: int) -> HttpResponse:
    """Show what stands in the way and what changes; publish on POST."""
    grid = grid_to_change(request, pk, "competencies.publish_grid")
    if request.method == "POST":
        return _publish(request, grid)
    if not grid.is_draft:
        return _already_closed(request, grid)
    return _publish_page(request, grid)


def _publish(request, grid: Grid) -> HttpResponse:
    try:
        grid = publish_grid(grid=grid, by=request.user, now=timezone.now(), seen_revision=seen_revision(request, grid))
    except Conflict as conflict:
        if conflict.grid and conflict.grid.is_draft:
            return _publish_page(request, conflict.grid, conflict=conflict.message, status=409)
        return refused_page(request, grid, conflict)
    except Refused as refused:
        return _publish_page(request, grid, status=422, error=refused.message)
    messages.success(
        request, _("Version %(version)s is published. New vacancies can use it.") % {"version": grid.version}
    )
    return redirect("competencies:grid", grid.pk)


def _publish_page(request, grid: Grid, *, status: int = 200, conflict: str = "", error: str = "") -> HttpResponse:
    items = library_items(grid)
    context = {
        "grid": grid,
        "items": items,
        "blockers": blockers_of(grid, items),
        "changes": changes(grid),
        "conflict": conflict,
        "error": error,
        "trail": role_trail(grid.role, (_("Publish"), "")),
    }
    return render(request, "competencies/publish.html", context, status=status)


@require_http_methods(["GET", "POST"])
def retire(request, pk: int) -> HttpResponse:
    grid = grid_to_change(request, pk, "competencies.publish_grid")
    if request.method == "POST":
        return _retire(request, grid)
    if grid.state != GridState.PUBLISHED:
        messages.info(request, _("Only a published grid can be retired, and this one is not."))
        return redirect("competencies:grid", grid.pk)
    context = {"grid": grid, "trail": role_trail(grid.role, (_("Retire"), ""))}
    return render(request, "competencies/retire.html", context)


def _retire(request, grid: Grid) -> HttpResponse:
    try:
        retire_grid(grid=grid, by=request.user, now=timezone.now())
    except Conflict as conflict:
        return refused_page(request, grid, conflict)
    messages.success(request, _("Version %(version)s is retired.") % {"version": grid.version})
    return redirect("competencies:role", grid.role.key)


def seen_revision(request, grid: Grid) -> int:
    """The revision on the person's screen; a form without it saw the draft as it is now."""
    sent = whole(request.POST.get("seen_revision"))
    return grid.revision if sent is None else sent


def refused_page(request, grid: Grid, conflict: Conflict) -> HttpResponse:
    """Say that somebody was faster and where things stand now."""
    context = {"conflict": conflict, "role": grid.role, "trail": role_trail(grid.role, (_("Changed meanwhile"), ""))}
    return render(request, "competencies/overtaken.html", context, status=409)


def _already_closed(request, grid: Grid) -> HttpResponse:
    message = _("Version %(version)s cannot be changed any more. Copy it into a new draft to change something.")
    messages.info(request, message % {"version": grid.version})
    return redirect("competencies:grid", grid.pk)
