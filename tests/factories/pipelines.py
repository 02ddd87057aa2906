from itertools import count

from competencies.models import Competency, Exercise, Question
from recruiting.enums import Method, ReasonKind, Scope
from recruiting.models import OutcomeReason, PipelineTemplate, StageTemplate, TemplateExercise
from tests.factories.library import in_all

numbers = count(1)


def make_pipeline(*stages: StageTemplate) -> PipelineTemplate:
    """A pipeline of stages from `stage_template`; without any a review, then an interview on the whole grid."""
    pipeline = PipelineTemplate.objects.create(key=f"pipeline_{next(numbers)}", **in_all("name", "Pipeline"))
    for order, stage in enumerate(
        stages or [stage_template("review"), stage_template("interview", covers_all=True)], 1
    ):
        stage.pipeline, stage.order = pipeline, order
        stage.save()
        stage.covers.set(stage.wanted_covers)
        stage.questions.set(stage.wanted_questions)
        for place, exercise in enumerate(stage.wanted_exercises, 1):
            TemplateExercise.objects.create(stage=stage, exercise=exercise, order=place)
    return pipeline


def stage_template(
    key: str,
    *,
    covers: list[Competency] | None = None,
    questions: list[Question] | None = None,
    exercises: list[Exercise] | None = None,
    **fields,
) -> StageTemplate:
    stage = StageTemplate(
        key=key,
        method=fields.pop("method", Method.INTERVIEW),
        scope=fields.pop("scope", Scope.CANDIDATE),
        **in_all("name", key.title()),
        **in_all("purpose", f"Why {key}."),
        **fields,
    )
    stage.wanted_covers, stage.wanted_questions = covers or [], questions or []
    stage.wanted_exercises = exercises or []
    return stage


def make_reason(kind: ReasonKind = ReasonKind.REJECTED, text: str = "Too little experience") -> OutcomeReason:
    return OutcomeReason.objects.create(key=f"reason_{next(numbers)}", kind=kind, **in_all("text", text))
