"""The part of the shipped library that describes hiring: pipelines with their stages, and reasons of an outcome."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Model

from competencies.domain.loading import Entry, Loaded, Plan, Reader, load_kind, read_listed
from competencies.domain.loading.rows import Columns, fields_of, ids_by_key, upsert, values
from competencies.enums import Section
from competencies.models import Competency, Exercise, Question
from recruiting.domain.wordings import make_shipped_templates
from recruiting.enums import Method, ReasonKind, Reveal, Scope
from recruiting.models import OutcomeReason, PipelineTemplate, StageTemplate, TemplateExercise

PIPELINE: Columns = {"plain": ("days",), "texts": ("name", "description")}
STAGE: Columns = {
    "plain": (
        "key",
        "scope",
        "method",
        "minutes",
        "day_limit",
        "requires_scorecards",
        "reveal",
        "covers_all",
        "covers_sections",
    ),
    "texts": ("name", "purpose"),
}
REASON: Columns = {"plain": ("kind", "order"), "texts": ("text",)}


@transaction.atomic
def load_hiring(root: Path, *, library: Loaded) -> list[Plan]:
    """Load pipelines and reasons from the folder, after its library. Raises `BadFile`, and then nothing is loaded."""
    stages = {entry.key: entry for entry in read_listed(root / "stages.yaml", _parse_stage, listed="stages")}
    pipelines = read_listed(root / "pipelines.yaml", _parse_pipeline, listed="pipelines")
    reasons = _numbered(read_listed(root / "reasons.yaml", _parse_reason, listed="reasons"))
    _complete(stages.values(), library)
    pipelines = [_with_stages(entry, stages) for entry in pipelines]
    _complete(_places(pipelines), library)
    plans = [
        load_kind("pipeline", pipelines, current=_current_pipelines(), save=_save_pipelines),
        load_kind("reason", reasons, current=_current_reasons(), save=_save_reasons),
    ]
    make_shipped_templates()
    return plans


def _parse_stage(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "key": key,
        "name": entry.text("name", longest=120),
        "purpose": entry.text("purpose", optional=True),
        "scope": entry.choice("scope", Scope.values),
        "method": entry.choice("method", Method.values),
        "minutes": entry.number("minutes", 1, 1440, None),
        "day_limit": entry.number("day_limit", 0, 365, None),
        "requires_scorecards": entry.flag("scorecards"),
        "reveal": entry.choice("reveal", Reveal.values, Reveal.AFTER_OWN.value),
        "exercises": entry.references("exercises"),
        **_parse_covers(entry),
    }
    entry.finish()
    if len(set(content["exercises"])) != len(content["exercises"]):
        raise entry.bad("exercises: a list without doubles was expected")
    return Entry(path, key, content)


def _parse_covers(entry: Reader) -> dict[str, Any]:
    """`all`, the name of a section, a list of competencies, or a mapping with `sections` and `competencies`."""
    covers = entry.take("covers", None)
    if covers == "all":
        return {"covers_all": True, "covers_sections": [], "covers": []}
    if isinstance(covers, str):
        covers = {"sections": [covers]}
    inner = entry.inner(covers if isinstance(covers, dict) else {"competencies": covers})
    sections, chosen = inner.references("sections"), inner.references("competencies")
    inner.finish()
    if unknown := sorted(set(sections) - set(Section.values)):
        raise entry.bad(f"covers: there is no section {unknown[0]}")
    return {"covers_all": False, "covers_sections": sorted(set(sections)), "covers": sorted(set(chosen))}


def _parse_pipeline(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "name": entry.text("name", longest=120),
        "description": entry.text("description", optional=True),
        "days": entry.number("days", 1, 365),
        "stages": [_parse_place(entry, one) for one in entry.many("stages")],
    }
    entry.references("role_families")
    entry.finish()
    return Entry(path, key, content)


def _parse_place(entry: Reader, given: Any) -> dict[str, Any]:
    """A stage in its place: its key, or a mapping that also says what this pipeline has otherwise."""
    inner = entry.inner(given if isinstance(given, dict) else {"key": given})
    content = {"key": inner.reference("key")}
    if isinstance(given, dict) and "covers" in given:
        content |= _parse_covers(inner)
    if isinstance(given, dict) and "minutes" in given:
        content["minutes"] = inner.number("minutes", 1, 1440)
    inner.finish()
    return content


def _parse_reason(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {"kind": entry.choice("kind", ReasonKind.values), "text": entry.text("text", longest=200)}
    entry.finish()
    return Entry(path, key, content)


def _numbered(reasons: list[Entry]) -> list[Entry]:
    """The reasons with their place in the file as their order."""
    return [
        Entry(entry.path, entry.key, entry.content | {"order": order}) for order, entry in enumerate(reasons, start=1)
    ]


def _complete(stages: Iterable[Entry], library: Loaded) -> None:
    """Refuse competencies that are not shipped, leave out what was removed here, and add the stage's own questions.

    A file of questions that has the name of a stage holds the questions of that stage.
    """
    competencies = set(Competency.objects.values_list("key", flat=True))
    questions = set(Question.objects.values_list("key", flat=True))
    exercises = set(Exercise.objects.values_list("key", flat=True))
    for stage in stages:
        for key in stage.content["covers"]:
            if key not in library.competencies:
                raise stage.bad(f"covers: there is no competency {key}")
        stage.content["covers"] = [key for key in stage.content["covers"] if key in competencies]
        _complete_exercises(stage, library, exercises)
        topic = library.topics.get(stage.content["key"], [])
        stage.content["questions"] = [key for key in topic if key in questions]


def _complete_exercises(stage: Entry, library: Loaded, present: set[str]) -> None:
    for key in stage.content["exercises"]:
        if key not in library.exercises:
            raise stage.bad(f"exercises: there is no exercise {key}")
    stage.content["exercises"] = [key for key in stage.content["exercises"] if key in present]


def _with_stages(entry: Entry, stages: dict[str, Entry]) -> Entry:
    """The pipeline with the whole content of its stages in place of their keys."""
    listed = [place["key"] for place in entry.content["stages"]]
    if not listed or len(set(listed)) != len(listed):
        raise entry.bad("stages: a list without doubles was expected")
    for key in listed:
        if key not in stages:
            raise entry.bad(f"stages: there is no stage {key}")
    content = [stages[place["key"]].content | place for place in entry.content["stages"]]
    return Entry(entry.path, entry.key, entry.content | {"stages": content})


def _places(pipelines: Iterable[Entry]) -> Iterable[Entry]:
    """Every stage of every pipeline as an entry that complains under the pipeline's name."""
    return [Entry(entry.path, entry.key, stage) for entry in pipelines for stage in entry.content["stages"]]


def _current_pipelines() -> dict[str, dict]:
    pipelines = PipelineTemplate.objects.prefetch_related(
        "stages__covers", "stages__questions", "stages__exercises__exercise"
    )
    return {row.key: pipeline_content(row) for row in pipelines}


def pipeline_content(row: PipelineTemplate) -> dict[str, Any]:
    """What a pipeline holds, in the shape of the shipped file."""
    return fields_of(row, **PIPELINE) | {"stages": [_stage_content(stage) for stage in row.stages.all()]}


def _stage_content(stage: StageTemplate) -> dict[str, Any]:
    return fields_of(stage, **STAGE) | {
        "covers": sorted(competency.key for competency in stage.covers.all()),
        "questions": sorted(question.key for question in stage.questions.all()),
        "exercises": [one.exercise.key for one in stage.exercises.all()],
    }


def _save_pipelines(entries: list[Entry]) -> None:
    ids = upsert(PipelineTemplate, entries, **PIPELINE)
    # Whoever has one of them open on a page is told, instead of writing over what came in.
    PipelineTemplate.objects.filter(pk__in=ids.values()).update(revision=F("revision") + 1)
    StageTemplate.objects.filter(pipeline__in=ids.values()).delete()
    saved = [
        (StageTemplate(pipeline_id=ids[entry.key], order=order, **values(content, **STAGE)), content)
        for entry in entries
        for order, content in enumerate(entry.content["stages"], start=1)
    ]
    StageTemplate.objects.bulk_create([stage for stage, _content in saved])
    _link(saved, "covers", Competency)
    _link(saved, "questions", Question)
    _link_exercises(saved)


def _link(saved: list[tuple[StageTemplate, dict]], field: str, model: type[Model]) -> None:
    """Fill a many-to-many field of the new stages from the keys in their content."""
    ids = ids_by_key(model, {key for _stage, content in saved for key in content[field]})
    through = getattr(StageTemplate, field).through
    pairs = [(stage.pk, ids[key]) for stage, content in saved for key in content[field]]
    target = f"{model._meta.model_name}_id"
    through.objects.bulk_create([through(**{"stagetemplate_id": stage, target: other}) for stage, other in pairs])


def _link_exercises(saved: list[tuple[StageTemplate, dict]]) -> None:
    ids = ids_by_key(Exercise, {key for _stage, content in saved for key in content["exercises"]})
    TemplateExercise.objects.bulk_create(
        TemplateExercise(stage=stage, exercise_id=ids[key], order=order)
        for stage, content in saved
        for order, key in enumerate(content["exercises"], start=1)
    )


def _current_reasons() -> dict[str, dict]:
    return {row.key: fields_of(row, **REASON) for row in OutcomeReason.objects.all()}


def _save_reasons(entries: list[Entry]) -> None:
    upsert(OutcomeReason, entries, **REASON)
