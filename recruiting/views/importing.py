"""Importing people into a vacancy: choose a file, look at what was read, bring in what is wanted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.domain.sent import whole
from accounts.enums import AccessAction
from accounts.models import record_access
from recruiting.domain.errors import Refused
from recruiting.domain.importing import bringing, choosing, receiving, reporting, staging
from recruiting.domain.importing.waking import wake
from recruiting.enums import ImportState
from recruiting.forms.importing import ImportForm, LayoutForm
from recruiting.models import CandidateImport, Vacancy
from recruiting.views.reach import require, vacancy_for
from recruiting.views.trails import to_vacancy
from recruiting.views.uploads import cut_off, receives_files

PAGE = 50
SMALL_FILE = 100_000
"""Bytes that are read while the person waits; it takes about a second."""

FEW_ROWS = 300
BRING_IN = "recruiting.tasks.bring_in_import"


@receives_files
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request, pk):
    vacancy = vacancy_for(request, pk)
    require(request, "run_vacancy", vacancy)
    if request.method != "POST":
        return _show_form(request, vacancy, ImportForm(user=request.user))
    form = ImportForm(request.POST, request.FILES, user=request.user, cut_off=cut_off(request))
    if not form.is_valid():
        return _show_form(request, vacancy, form, status=422)
    try:
        batch = receiving.receive(
            vacancy=vacancy,
            upload=form.cleaned_data["file"],
            wishes=form.wishes(),
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("file", refusal.message)
        return _show_form(request, vacancy, form, status=422)
    _read_if_small(batch)
    return redirect("recruiting:import", pk=batch.pk)


@require_safe
@vary_on_headers("HX-Request")  # Back must not show the part that htmx got from this address
def import_page(request, pk):
    return _show(request, _batch(request, pk))


@require_POST
def import_columns(request, pk):
    """Read the file in another way."""
    batch = _batch(request, pk)
    form = LayoutForm(request.POST, batch=batch)
    if not form.is_valid():
        return _show(request, batch, form=form, refusal=_("Choose from the lists."), status=422)
    try:
        batch = receiving.read_again(
            batch=batch,
            layout=form.layout(),
            headings_at=form.headings_at(),
            columns=form.columns(),
            now=timezone.now(),
        )
    except Refused as refusal:
        return _show(request, batch, form=form, refusal=refusal.message, status=422)
    _read_if_small(batch)
    return redirect("recruiting:import", pk=pk)


@require_POST
def import_rows(request, pk):
    """Keep which rows of the shown page are wanted, and begin if asked."""
    batch = _batch(request, pk)
    now = timezone.now()
    try:
        choosing.choose(batch=batch, choice=_choice(request), now=now)
        if "start" in request.POST:
            bringing.start(batch=batch, now=now)
    except Refused as refusal:
        batch.refresh_from_db()
        return _show(request, batch, refusal=refusal.message, status=422)
    if "start" in request.POST:
        _bring_in(batch)
        return redirect("recruiting:import", pk=pk)
    messages.success(request, _("The choice is kept."))
    return redirect(f"{reverse('recruiting:import', args=[pk])}?{request.GET.urlencode()}")


@require_POST
def import_forget(request, pk):
    batch = _batch(request, pk)
    receiving.forget(batch=batch, now=timezone.now())
    messages.success(request, _("The file and all its rows are removed."))
    return redirect("recruiting:import_new", pk=batch.vacancy_id)


@require_safe
def import_left(request, pk):
    """The rows that were not brought in, to be mended and imported again."""
    batch = _batch(request, pk)
    record_access(by=request.user, action=AccessAction.EXPORT, subject=batch, now=timezone.now())
    return _csv(reporting.left_rows(batch), f"import-{batch.pk}.csv")


@require_safe
def import_example(request):
    require(request, "open_vacancy")
    return _csv(reporting.example_rows(), f"candidates-{get_language()}.csv")


def _batch(request, pk: int) -> CandidateImport:
    """An import is shown to whoever runs the vacancy and has begun it: its rows name people by that person's reach."""
    batch = get_object_or_404(CandidateImport.objects.select_related("by", "vacancy"), pk=pk)
    vacancy = vacancy_for(request, batch.vacancy_id)
    require(request, "run_vacancy", vacancy)
    if batch.by_id != request.user.pk:
        raise PermissionDenied
    batch.vacancy = vacancy
    return batch


def _read_if_small(batch: CandidateImport) -> None:
    if batch.state == ImportState.CHECKING and batch.size <= SMALL_FILE:
        staging.read_in(batch_id=batch.pk, now=timezone.now())


def _bring_in(batch: CandidateImport) -> None:
    if bringing.waiting_rows(batch).count() <= FEW_ROWS:
        bringing.bring_in(batch_id=batch.pk, now=timezone.now())
    else:
        wake(BRING_IN, batch.pk)


def _choice(request) -> choosing.Choice:
    ids, ticked, separate = (_numbers(request, name) for name in ("shown", "chosen", "separate"))
    return choosing.Choice(shown=ids, chosen=set(ticked), separate=set(separate), every=request.POST.get("every", ""))


def _numbers(request, name: str) -> list[int]:
    return [number for value in request.POST.getlist(name) if (number := whole(value)) is not None]


def _show(request, batch: CandidateImport, *, form: LayoutForm | None = None, refusal: str = "", status: int = 200):
    shelf = choosing.shelf(batch, request.GET.get("show", ""))
    headings = reporting.headings_of(batch)
    page = Paginator(shelf.rows, PAGE).get_page(request.GET.get("page"))
    people = choosing.people_met(page.object_list, user=request.user)
    context = {
        "batch": batch,
        "vacancy": batch.vacancy,
        "trail": to_vacancy(batch.vacancy, _("Import")),
        "form": form or LayoutForm(batch=batch),
        "refusal": refusal,
        "head": batch.head[batch.headings_at :],
        "headings": headings,
        "shelf": shelf,
        "page": page,
        "rows": [
            (row, reporting.faults_of(row, headings), people.get(row.match_candidate)) for row in page.object_list
        ],
        "share": round(100 * batch.passed / batch.total) if batch.total else 0,
        "kept_until": batch.touched_at + receiving.KEPT,
        "may_edit": batch.state in (ImportState.COLUMNS, ImportState.READY, ImportState.FAILED) and batch.content,
    }
    template = "recruiting/importing/parts/import.html" if request.htmx else "recruiting/importing/import.html"
    return render(request, template, context, status=status)


def _show_form(request, vacancy: Vacancy, form: ImportForm, *, status: int = 200):
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy, _("Import candidates")),
        "form": form,
        "earlier": vacancy.imports.select_related("by")[:20],
        "file_again": status != 200 and bool(request.FILES),
    }
    return render(request, "recruiting/importing/new.html", context, status=status)


def _csv(rows, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(reporting.as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
