"""Pages of the pipelines: HR managers and administrators change the templates, running vacancies keep their copies."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain.sent import whole
from recruiting.domain import pipelines
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.forms.pipelines import CopyForm, PipelineForm, StageForm
from recruiting.models import PipelineTemplate, StageTemplate
from recruiting.views.reach import require


@require_safe
def pipeline_list(request):
    require(request, "edit_pipelines")
    rows = PipelineTemplate.objects.annotate(stage_count=Count("stages")).order_by("retired_at", "name", "pk")
    context = {"pipelines": rows, "trail": _trail()}
    return render(request, "recruiting/pipelines/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pipeline(request, pk):
    """The pipeline with its stages; what it is called is changed here, each stage on a page of its own."""
    require(request, "edit_pipelines")
    row = get_object_or_404(PipelineTemplate, pk=pk)
    form = PipelineForm(request.POST if request.method == "POST" else None, pipeline=row)
    status = 200
    if request.method == "POST":
        status = _save(request, row, form)
        if status == 302:
            return redirect("recruiting:pipeline", pk=pk)
    return _show(request, row, form, status)


def _save(request, row: PipelineTemplate, form: PipelineForm) -> int:
    if not form.is_valid():
        return 422
    try:
        pipelines.change_pipeline(
            pipeline=row,
            name=form.texts("name"),
            description=form.texts("description"),
            days=form.cleaned_data["days"],
            seen_revision=form.cleaned_data["seen_revision"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        if isinstance(refusal, Conflict):
            form.look_again(PipelineForm(pipeline=PipelineTemplate.objects.get(pk=row.pk)))
        return _status(refusal)
    messages.success(request, _("The pipeline is saved. New vacancies take it as it is now."))
    return 302


def _show(request, row: PipelineTemplate, form: PipelineForm, status: int = 200, *, copy_form: CopyForm | None = None):
    context = {
        "pipeline": row,
        "stages": row.stages.order_by("order").prefetch_related("covers"),
        "form": form,
        "copy_form": copy_form or CopyForm(pipeline=row, auto_id="copy_%s"),
        "changes": row.changes.select_related("by").order_by("-at", "-pk")[:20],
        "trail": _trail((row.name, "")),
    }
    return render(request, "recruiting/pipelines/pipeline.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def stage_edit(request, pk, stage=None):
    """A stage of a pipeline, or a new one."""
    require(request, "edit_pipelines")
    row = get_object_or_404(PipelineTemplate, pk=pk)
    present = get_object_or_404(StageTemplate, pipeline=row, pk=stage) if stage else None
    form = StageForm(request.POST if request.method == "POST" else None, pipeline=row, stage=present)
    status = 200
    if request.method == "POST":
        status = _save_stage(request, row, present, form)
        if status == 302:
            return redirect("recruiting:pipeline", pk=pk)
    name = present.name if present else _("New stage")
    context = {
        "pipeline": row,
        "stage": present,
        "form": form,
        "name": name,
        "trail": _trail((row.name, reverse("recruiting:pipeline", args=[pk])), (name, "")),
    }
    return render(request, "recruiting/pipelines/stage.html", context, status=status)


def _save_stage(request, row: PipelineTemplate, present: StageTemplate | None, form: StageForm) -> int:
    if not form.is_valid():
        return 422
    try:
        pipelines.save_stage(
            pipeline=row,
            stage=present,
            wish=form.wish(),
            seen_revision=form.cleaned_data["seen_revision"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        if isinstance(refusal, Conflict):
            _look_again(form, PipelineTemplate.objects.get(pk=row.pk), present)
        return _status(refusal)
    messages.success(request, _("The stage is saved. Running vacancies keep the stages they opened with."))
    return 302


def _look_again(form: StageForm, row: PipelineTemplate, present: StageTemplate | None) -> None:
    """A stage that is new, or gone meanwhile, has nothing to be compared with."""
    stage = StageTemplate.objects.filter(pk=present.pk).first() if present else None
    if stage is None:
        form.stamp(seen_revision=row.revision)
    else:
        form.look_again(StageForm(pipeline=row, stage=stage))


@require_POST
def pipeline_act(request, pk):
    """Buttons of the pipeline's page: move and remove a stage, copy, retire, restore."""
    require(request, "edit_pipelines")
    row = get_object_or_404(PipelineTemplate, pk=pk)
    acts = {
        "up": _move,
        "down": _move,
        "remove": _remove,
        "copy": _copy,
        "retire": _retire,
        "restore": _restore,
    }
    act = acts.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise Refused(_("Choose what to do."))
        return redirect("recruiting:pipeline", pk=act(request, row))
    except AlreadyDone as done:
        messages.info(request, done.message)
        return redirect("recruiting:pipeline", pk=pk)
    except Refused as refusal:
        messages.error(request, refusal.message)
        fresh = get_object_or_404(PipelineTemplate, pk=pk)
        copy = CopyForm(request.POST, pipeline=fresh, auto_id="copy_%s") if act is _copy else None
        return _show(request, fresh, PipelineForm(pipeline=fresh), _status(refusal), copy_form=copy)


def _move(request, row: PipelineTemplate) -> int:
    up = request.POST["do"] == "up"
    pipelines.move_stage(pipeline=row, stage=_stage(request, row), up=up, **_who(request))
    return row.pk


def _remove(request, row: PipelineTemplate) -> int:
    stage = _stage(request, row)
    pipelines.remove_stage(pipeline=row, stage=stage, **_who(request))
    messages.success(request, _("The stage is taken out. Running vacancies keep it."))
    return row.pk


def _copy(request, row: PipelineTemplate) -> int:
    form = CopyForm(request.POST, pipeline=row)
    if not form.is_valid():
        raise Refused(_("Name the copy in each language."))
    new = pipelines.copy_pipeline(pipeline=row, name=form.texts("name"), by=request.user, now=timezone.now())
    messages.success(request, _("The copy is made. Change what it needs."))
    return new.pk


def _retire(request, row: PipelineTemplate) -> int:
    pipelines.retire_pipeline(pipeline=row, **_who(request))
    messages.success(request, _("The pipeline is retired: it is not offered for new vacancies."))
    return row.pk


def _restore(request, row: PipelineTemplate) -> int:
    pipelines.restore_pipeline(pipeline=row, **_who(request))
    messages.success(request, _("The pipeline is back in use."))
    return row.pk


def _stage(request, row: PipelineTemplate) -> StageTemplate:
    return get_object_or_404(StageTemplate, pipeline=row, pk=whole(request.POST.get("stage")))


def _who(request) -> dict:
    return {
        "seen_revision": whole(request.POST.get("seen_revision"), digits=9) or 0,
        "by": request.user,
        "now": timezone.now(),
    }


def _status(refusal: Refused) -> int:
    return 409 if isinstance(refusal, Conflict) else 422


def _trail(*here: tuple[str, str]) -> list[tuple[str, str]]:
    pages = [
        (_("Vacancies"), reverse("recruiting:vacancies")),
        (_("Pipelines"), reverse("recruiting:pipelines")),
        *here,
    ]
    return [*pages[:-1], (pages[-1][0], "")]
