"""Drafts: made from a published version, edited on a plain form, discarded."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.sent import whole
from competencies.domain.arranging import moved, spread_out
from competencies.domain.drafting import Row, copy_to_draft, discard_draft, save_draft
from competencies.domain.errors import Conflict, DraftExists, Refused
from competencies.models import Grid
from competencies.views.editor import Editor
from competencies.views.grids import refused_page, seen_revision
from competencies.views.trail import grid_to_change, role_trail


@require_POST
def copy(request, pk: int) -> HttpResponse:
    """Copy a published version into a new draft; where there is a draft already, lead to it."""
    grid = grid_to_change(request, pk)
    try:
        draft = copy_to_draft(grid=grid, by=request.user, now=timezone.now())
    except DraftExists as refused:
        messages.warning(request, _("There is already a draft of this grid: this is it."))
        return redirect("competencies:grid_edit", refused.draft.pk)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("competencies:grid", grid.pk)
    messages.success(
        request,
        _("Version %(version)s is a draft now. Only HR and administrators see it.") % {"version": draft.version},
    )
    return redirect("competencies:grid_edit", draft.pk)


@require_http_methods(["GET", "POST"])
def edit(request, pk: int) -> HttpResponse:
    grid = grid_to_change(request, pk)
    if request.method == "POST":
        return _save(request, grid)
    if not grid.is_draft:
        message = _("Version %(version)s cannot be changed any more. Copy it into a new draft to change something.")
        messages.info(request, message % {"version": grid.version})
        return redirect("competencies:grid", grid.pk)
    return _page(request, Editor.of(grid))


def _save(request, grid: Grid) -> HttpResponse:
    editor = Editor.typed(grid, request.POST)
    if not editor.is_valid():
        return _page(request, editor, status=422)
    rows, place = _arranged(editor.rows, request.POST.get("act", ""))
    try:
        save_draft(
            grid=grid,
            seen_revision=editor.seen_revision,
            rows=rows,
            by=request.user,
            now=timezone.now(),
            note=editor.draft.cleaned_data["note"],
            supplement_share=editor.draft.cleaned_data["supplement_share"],
        )
    except Conflict as conflict:
        return _page(request, editor, status=409, conflict=conflict)
    if request.POST.get("act") == "publish":
        return redirect("competencies:grid_publish", grid.pk)
    return redirect(reverse("competencies:grid_edit", args=[grid.pk]) + place)


def _arranged(rows: list[Row], act: str) -> tuple[list[Row], str]:
    """The rows after the button that was pressed, and the part of the page to come back to."""
    if act == "spread":
        return spread_out(rows), "#weights"
    direction, _colon, said = act.partition(":")
    competency = whole(said)
    if direction in ("up", "down") and competency is not None:
        return moved(rows, competency, by=-1 if direction == "up" else 1), "#rows"
    return rows, ""


def _page(request, editor: Editor, *, status: int = 200, conflict: Conflict | None = None) -> HttpResponse:
    version = _("Version %(version)s") % {"version": editor.grid.version}
    context = {**editor.context(conflict), "trail": role_trail(editor.grid.role, (version, ""))}
    return render(request, "competencies/edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def discard(request, pk: int) -> HttpResponse:
    grid = grid_to_change(request, pk)
    if request.method == "POST":
        return _discard(request, grid)
    if not grid.is_draft:
        messages.info(request, _("Only a draft can be discarded. This version is published."))
        return redirect("competencies:grid", grid.pk)
    context = {"grid": grid, "trail": role_trail(grid.role, (_("Discard"), ""))}
    return render(request, "competencies/discard.html", context)


def _discard(request, grid: Grid) -> HttpResponse:
    try:
        discard_draft(grid=grid, by=request.user, now=timezone.now(), seen_revision=seen_revision(request, grid))
    except Conflict as conflict:
        return refused_page(request, grid, conflict)
    messages.success(request, _("The draft is discarded. The published version stays as it was."))
    return redirect("competencies:role", grid.role.key)
