"""Changing the templates of stages. A running vacancy has its own copy, so no act here ever reaches one.

Every act is checked against the revision on the person's screen, keeps a pipeline in order (about the vacancy, then
candidates with the offer last, then after the hire), and leaves what the pipeline holds in its history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.domain.languages import Texts, columns, texts_of
from competencies.models import Competency, Exercise, Question
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.library_loading import pipeline_content
from recruiting.enums import Method, PipelineAct, Scope
from recruiting.models import PipelineChange, PipelineTemplate, StageTemplate, TemplateExercise

RANKS = {Scope.VACANCY: 0, Scope.CANDIDATE: 1, Scope.AFTER_HIRE: 3}
OFFER_RANK = 2


@dataclass(frozen=True)
class StageWish:
    """What a stage is to be: texts by language, the plain columns by name, and what it looks at and asks."""

    key: str
    name: Texts
    purpose: Texts
    plain: Mapping[str, Any]
    covers: Sequence[Competency] = field(default=())
    questions: Sequence[Question] = field(default=())
    exercises: Sequence[Exercise] = field(default=())


@transaction.atomic
def change_pipeline(
    *,
    pipeline: PipelineTemplate,
    name: Texts,
    description: Texts,
    days: int,
    seen_revision: int,
    by: User,
    now: datetime,
) -> None:
    """Change what the pipeline is called, what it is for and how long it usually takes."""
    _claim(pipeline, seen_revision)
    texts = columns("name", name) | columns("description", description)
    PipelineTemplate.objects.filter(pk=pipeline.pk).update(days=days, **texts)
    _note(pipeline, PipelineAct.CHANGED, by=by, now=now)


@transaction.atomic
def copy_pipeline(*, pipeline: PipelineTemplate, name: Texts, by: User, now: datetime) -> PipelineTemplate:
    """A new pipeline with the stages of this one, to be changed from there."""
    new = PipelineTemplate.objects.create(
        key=_free_key(PipelineTemplate.objects.all(), name["en"]),
        days=pipeline.days,
        **columns("name", name),
        **columns("description", texts_of(pipeline, "description")),
    )
    for stage in pipeline.stages.order_by("order", "pk"):
        _copy_stage(stage, new)
    _note(new, PipelineAct.COPIED, subject=pipeline.name, by=by, now=now)
    return new


@transaction.atomic
def save_stage(
    *,
    pipeline: PipelineTemplate,
    stage: StageTemplate | None,
    wish: StageWish,
    seen_revision: int,
    by: User,
    now: datetime,
) -> StageTemplate:
    """Change a stage, or with none add one at the end of its part; the offer stays last among the candidates' stages.

    Raises Conflict when somebody else changed the pipeline, Refused for a second key or offer, or no candidates' stage.
    """
    _claim(pipeline, seen_revision)
    others = pipeline.stages.exclude(pk=stage.pk) if stage else pipeline.stages.all()
    _check_wish(others, wish)
    row = stage or StageTemplate(pipeline=pipeline, order=len(RANKS) + others.count() * 2)
    row.key = wish.key or _free_key(others, wish.name["en"])
    values = {**wish.plain, **columns("name", wish.name), **columns("purpose", wish.purpose)}
    for column, value in values.items():
        setattr(row, column, value)
    row.save()
    row.covers.set(wish.covers)
    row.questions.set(wish.questions)
    row.exercises.all().delete()
    TemplateExercise.objects.bulk_create(
        TemplateExercise(stage=row, exercise=exercise, order=order)
        for order, exercise in enumerate(wish.exercises, start=1)
    )
    _settle(pipeline)
    act = PipelineAct.STAGE_CHANGED if stage else PipelineAct.STAGE_ADDED
    _note(pipeline, act, subject=row.name, by=by, now=now)
    return row


@transaction.atomic
def move_stage(
    *, pipeline: PipelineTemplate, stage: StageTemplate, up: bool, seen_revision: int, by: User, now: datetime
) -> None:
    """Put a stage one place earlier or later among those of its part."""
    _claim(pipeline, seen_revision)
    part = [row for row in _in_order(pipeline) if _rank(row) == _rank(stage)]
    place = [row.pk for row in part].index(stage.pk)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(part):
        raise Refused(_("“%(stage)s” cannot go further: the offer is last, and other parts stay apart.") % _of(stage))
    other = part[target]
    places = {part[place].pk: other.order, other.pk: part[place].order}
    for pk, order in places.items():
        StageTemplate.objects.filter(pk=pk).update(order=order)
    _settle(pipeline)
    _note(pipeline, PipelineAct.STAGE_MOVED, subject=stage.name, by=by, now=now)


@transaction.atomic
def remove_stage(
    *, pipeline: PipelineTemplate, stage: StageTemplate, seen_revision: int, by: User, now: datetime
) -> None:
    """Take a stage out; the last one for candidates stays."""
    _claim(pipeline, seen_revision)
    if not pipeline.stages.exclude(pk=stage.pk).filter(scope=Scope.CANDIDATE).exists():
        raise Refused(_("A pipeline needs a stage for candidates."))
    name = stage.name
    stage.delete()
    _settle(pipeline)
    _note(pipeline, PipelineAct.STAGE_REMOVED, subject=name, by=by, now=now)


@transaction.atomic
def retire_pipeline(*, pipeline: PipelineTemplate, seen_revision: int, by: User, now: datetime) -> None:
    """Keep the pipeline from being chosen for new vacancies; running ones go on.

    All that are in use are locked, in one order: of two people who retire the last two at once, one is refused.
    """
    in_use = PipelineTemplate.objects.filter(retired_at=None).order_by("pk").select_for_update(no_key=True)
    if pipeline.pk not in in_use.values_list("pk", flat=True):
        raise AlreadyDone(_("This pipeline is retired already."))
    _claim(pipeline, seen_revision)
    if not PipelineTemplate.objects.usable().exclude(pk=pipeline.pk).exists():
        raise Refused(_("This is the last pipeline in use; without it no vacancy can be opened."))
    PipelineTemplate.objects.filter(pk=pipeline.pk).update(retired_at=now)
    _note(pipeline, PipelineAct.RETIRED, by=by, now=now)


@transaction.atomic
def restore_pipeline(*, pipeline: PipelineTemplate, seen_revision: int, by: User, now: datetime) -> None:
    """Let the pipeline be chosen again."""
    if PipelineTemplate.objects.get(pk=pipeline.pk).retired_at is None:
        raise AlreadyDone(_("This pipeline is in use already."))
    _claim(pipeline, seen_revision)
    PipelineTemplate.objects.filter(pk=pipeline.pk).update(retired_at=None)
    _note(pipeline, PipelineAct.RESTORED, by=by, now=now)


def _claim(pipeline: PipelineTemplate, seen_revision: int) -> None:
    """Compare and swap: of two editors one goes on, the other is told who was first."""
    fresh = PipelineTemplate.objects.filter(pk=pipeline.pk, revision=seen_revision)
    if fresh.update(revision=F("revision") + 1) == 1:
        return
    last = pipeline.changes.select_related("by").last()
    if last is None:
        raise Conflict(_("The library was loaded again while this page was open. Look at the pipeline anew."))
    raise Conflict(
        _("%(who)s changed this pipeline while this page was open. Look at it before you go on.")
        % {"who": last.by.full_name}
    )


def _check_wish(others, wish: StageWish) -> None:
    if wish.key and others.filter(key=wish.key).exists():
        raise Refused(_("Another stage of this pipeline has the key “%(key)s”.") % {"key": wish.key})
    is_offer, scope = wish.plain["method"] == Method.OFFER, wish.plain["scope"]
    if is_offer and scope != Scope.CANDIDATE:
        raise Refused(_("An offer is a stage for candidates."))
    if is_offer and others.filter(method=Method.OFFER).exists():
        raise Refused(_("This pipeline has an offer already."))
    if scope != Scope.CANDIDATE and not others.filter(scope=Scope.CANDIDATE).exists():
        raise Refused(_("A pipeline needs a stage for candidates."))


def _rank(stage: StageTemplate) -> int:
    return OFFER_RANK if stage.method == Method.OFFER else RANKS[Scope(stage.scope)]


def _in_order(pipeline: PipelineTemplate) -> list[StageTemplate]:
    return sorted(pipeline.stages.all(), key=lambda row: (_rank(row), row.order, row.pk))


def _settle(pipeline: PipelineTemplate) -> None:
    """Number the stages anew in their order."""
    rows = _in_order(pipeline)
    for order, row in enumerate(rows, start=1):
        row.order = order
    StageTemplate.objects.bulk_update(rows, ["order"])


def _note(pipeline: PipelineTemplate, act: PipelineAct, *, by: User, now: datetime, subject: str = "") -> None:
    row = PipelineTemplate.objects.get(pk=pipeline.pk)
    PipelineChange.objects.create(
        pipeline=row,
        act=act,
        subject=subject,
        revision=row.revision,
        content=pipeline_content(row),
        by=by,
        at=now,
    )


def _copy_stage(stage: StageTemplate, pipeline: PipelineTemplate) -> None:
    covers, questions = list(stage.covers.all()), list(stage.questions.all())
    exercises = list(stage.exercises.all())
    copy = StageTemplate.objects.get(pk=stage.pk)
    copy.pk, copy.pipeline = None, pipeline
    copy._state.adding = True
    copy.save()
    copy.covers.set(covers)
    copy.questions.set(questions)
    TemplateExercise.objects.bulk_create(
        TemplateExercise(stage=copy, exercise_id=one.exercise_id, order=one.order) for one in exercises
    )


def _free_key(rows, name: str) -> str:
    """A key made of the English name that no row has yet."""
    base = slugify(name).replace("-", "_")[:50] or "stage"
    taken = set(rows.filter(Q(key=base) | Q(key__startswith=f"{base}_")).values_list("key", flat=True))
    number = 1
    while (key := base if number == 1 else f"{base}_{number}") in taken:
        number += 1
    return key


def _of(stage: StageTemplate) -> dict[str, str]:
    return {"stage": stage.name}
