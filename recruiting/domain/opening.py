"""Opening a vacancy: what it will be judged by is copied and fixed here, before the first candidate."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.domain.sheets import COPIED as OF_EXERCISES
from competencies.domain.sheets import sheet_of
from competencies.enums import GridState
from competencies.models import Grid, GridItem, GridQuestion, Role
from recruiting.domain.briefing import keep_briefing, required_briefing
from recruiting.domain.declared_rule import judged_items
from recruiting.domain.errors import Refused
from recruiting.domain.facts import SHORTLIST, check_starts, keep_starts, target_of
from recruiting.domain.people_data.profiles import profile_for
from recruiting.domain.team import check_team
from recruiting.enums import Scope, TeamFunction, VacancyState
from recruiting.models import (
    DeclaredRule,
    KitExercise,
    KitQuestion,
    LegalProfile,
    PipelineTemplate,
    Stage,
    StageTemplate,
    TeamMember,
    Vacancy,
    VacancyEvent,
)

COPIED = ["order", "key", "scope", "method", "minutes", "day_limit", "requires_scorecards", "reveal"]
EXERCISES = ["exercises__exercise", *(f"exercises__exercise__{path}" for path in OF_EXERCISES)]
TRANSLATED = [f"{field}_{code}" for field in ("name", "purpose") for code, _name in settings.LANGUAGES]


@transaction.atomic
def open_vacancy(
    *,
    role: Role,
    grid: Grid,
    pipeline: PipelineTemplate,
    title: str,
    openings: int,
    place: str,
    target_date: date | None,
    team: Iterable[tuple[User, TeamFunction]],
    by: User,
    now: datetime,
    with_supplement: bool = False,
    shortlist_size: int = SHORTLIST,
    starts: Sequence[tuple[date, int]] = (),
    briefing: Mapping[str, str] = MappingProxyType({}),
    legal_profile: LegalProfile | None = None,
) -> Vacancy:
    """An open vacancy that pins `grid`, has a copy of the pipeline's stages with their kits, and its rule declared.

    Without `target_date` it is to be filled in fourteen days, without `legal_profile` it gets that of the opener's
    country. Raises Refused when the grid is not the role's published one, the pipeline has no stage for candidates or
    is retired, the team lacks a recruiter or a hiring manager, more are to start than there are openings, or the
    briefing on a leading role leaves an area blank.
    """
    members = list(dict.fromkeys(team))
    _check_grid(role, grid)
    check_team(members)
    check_starts(starts, openings)
    said = required_briefing(grid, briefing)
    vacancy = Vacancy.objects.create(
        role=role,
        grid=grid,
        title=title.strip(),
        openings=openings,
        place=place.strip(),
        target_date=target_date or target_of(timezone.localdate(now)),
        shortlist_size=shortlist_size,
        legal_profile=legal_profile or profile_for(by),
        state=VacancyState.OPEN,
        opened_at=now,
        created_by=by,
        created_at=now,
    )
    TeamMember.objects.bulk_create(TeamMember(vacancy=vacancy, user=user, function=what) for user, what in members)
    keep_starts(vacancy, starts)
    keep_briefing(vacancy, said)
    copy_stages(vacancy, pipeline, with_supplement=with_supplement)
    _declare(vacancy, by, now, with_supplement=with_supplement)
    return vacancy


def _declare(vacancy: Vacancy, by: User, now: datetime, *, with_supplement: bool) -> None:
    """Fix the rule, and note that the vacancy was opened."""
    DeclaredRule.objects.create(vacancy=vacancy, with_supplement=with_supplement, declared_by=by, declared_at=now)
    opened = {"from_state": VacancyState.DRAFT, "to_state": VacancyState.OPEN}
    VacancyEvent.objects.create(vacancy=vacancy, **opened, by=by, at=now)


def _check_grid(role: Role, grid: Grid) -> None:
    """Lock the grid, so that it cannot be retired between the check and the pin."""
    locked = Grid.objects.select_for_update(no_key=True).get(pk=grid.pk)
    if locked.role_id != role.pk:
        raise Refused(_("This grid belongs to another role."))
    if locked.state != GridState.PUBLISHED:
        raise Refused(_("This grid is not published any more. Open the form again to take the current one."))


def copy_stages(vacancy: Vacancy, pipeline: PipelineTemplate, *, with_supplement: bool) -> None:
    """Copy the pipeline with its texts in every language; each stage gets its competencies and its kit."""
    locked = PipelineTemplate.objects.select_for_update(no_key=True).get(pk=pipeline.pk)
    if locked.retired_at is not None:
        raise Refused(_("This pipeline was retired. Choose another one."))
    templates = list(pipeline.stages.prefetch_related("covers", "questions", *EXERCISES))
    if not any(template.scope == Scope.CANDIDATE for template in templates):
        raise Refused(_("This pipeline has no stage for candidates."))
    items = list(judged_items(vacancy.grid, with_supplement=with_supplement).prefetch_related("questions"))
    for template in templates:
        stage = Stage.objects.create(
            vacancy=vacancy, **{name: getattr(template, name) for name in [*COPIED, *TRANSLATED]}
        )
        looked_at = covered(template, items)
        stage.covers.set(looked_at)
        kit = _kit(template, looked_at, items)
        _copy_exercises(template, stage)
        KitQuestion.objects.bulk_create(
            KitQuestion(stage=stage, question=question, order=order) for order, question in enumerate(kit, start=1)
        )


def _copy_exercises(template: StageTemplate, stage: Stage) -> None:
    """The exercises with their sheets as they are now, in the order of the template."""
    KitExercise.objects.bulk_create(
        KitExercise(
            stage=stage, exercise=one.exercise, order=order, kind=one.exercise.kind, sheet=sheet_of(one.exercise)
        )
        for order, one in enumerate(template.exercises.all(), start=1)
    )


def covered(template: StageTemplate, items: Sequence[GridItem]) -> list[GridItem]:
    """The grid's items that the stage looks at; a competency that the grid does not ask for falls away."""
    if template.covers_all:
        return list(items)
    chosen = {competency.pk for competency in template.covers.all()}
    sections = set(template.covers_sections)
    return [item for item in items if item.section in sections or item.competency_id in chosen]


def _kit(template: StageTemplate, covered: Sequence[GridItem], items: Sequence[GridItem]) -> list[GridQuestion]:
    """Questions to ask, in order, as many as the stage has minutes for.

    The stage's own questions come first, then one for each covered competency that has none yet, then second and
    further ones while time is left beside the exercises. A competency is never left without a question for lack of
    time.
    """
    own = {question.pk for question in template.questions.all()}
    kit = _once(copy for item in items for copy in item.questions.all() if copy.question_id in own)
    asked = {copy.item_id for copy in kit}
    kit = _once([*kit, *(item.questions.all()[0] for item in covered if item.pk not in asked and item.questions.all())])
    left = (template.minutes or 0) - sum(copy.minutes for copy in kit) - _minutes_of_exercises(template)
    chosen = {_library(copy) for copy in kit}
    for copy in _in_turns(covered):
        if copy.minutes <= left and _library(copy) not in chosen:
            kit.append(copy)
            chosen.add(_library(copy))
            left -= copy.minutes
    return kit


def _minutes_of_exercises(template: StageTemplate) -> int:
    exercises = [one.exercise for one in template.exercises.all()]
    return sum(one.prep_minutes + one.minutes + one.feedback_minutes for one in exercises)


def _once(copies: Iterable[GridQuestion]) -> list[GridQuestion]:
    """Each library question once, though the grid copies it for every competency it asks about."""
    once: dict[int, GridQuestion] = {}
    for copy in copies:
        once.setdefault(_library(copy), copy)
    return list(once.values())


def _library(copy: GridQuestion) -> int:
    """What tells the question of the library from others; a copy without one stands for itself."""
    return copy.question_id or -copy.pk


def _in_turns(covered: Sequence[GridItem]) -> Iterable[GridQuestion]:
    """The second question of every item, then the third, and so on."""
    rounds = zip_longest(*(list(item.questions.all())[1:] for item in covered))
    return (copy for together in rounds for copy in together if copy is not None)
