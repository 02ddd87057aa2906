"""Exercises of a stage: loaded with the pipeline, copied at opening, never changed afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.enums import Role
from competencies.domain.sheets import read_sheet
from competencies.models import Exercise
from recruiting.domain.opening import open_vacancy
from recruiting.enums import TeamFunction
from recruiting.models import KitExercise, StageTemplate, TemplateExercise, Vacancy
from tests.factories import make_grid, make_user
from tests.factories.pipelines import make_pipeline, stage_template
from tests.factories.shelf import make_exercise

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def opened(*stages: StageTemplate) -> Vacancy:
    grid, recruiter = make_grid(), make_user(Role.HR)
    manager = make_user(Role.HIRING_MANAGER)
    return open_vacancy(
        role=grid.role,
        grid=grid,
        pipeline=make_pipeline(*stages),
        title="Middle specialist",
        openings=1,
        place="",
        target_date=date(2026, 12, 15),
        team=[(recruiter, TeamFunction.RECRUITER), (manager, TeamFunction.HIRING_MANAGER)],
        by=recruiter,
        now=NOW,
    )


def test_the_stage_gets_its_exercises_in_the_order_of_the_template():
    second, first = make_exercise("Letter"), make_exercise("Chat")
    vacancy = opened(stage_template("trial", exercises=[first, second]))
    kit = KitExercise.objects.filter(stage__vacancy=vacancy)
    assert [(one.order, one.exercise, one.sheet["name"]["ru"]) for one in kit] == [
        (1, first, "Chat [ru]"),
        (2, second, "Letter [ru]"),
    ]


def test_a_later_edit_of_the_library_does_not_reach_the_vacancy():
    exercise = make_exercise("Chat")
    vacancy = opened(stage_template("trial", exercises=[exercise]))
    Exercise.objects.update(name_en="Changed")
    copy = KitExercise.objects.get(stage__vacancy=vacancy)
    with translation.override("en"):
        assert read_sheet(copy.sheet).name == "Chat [en]"


def test_the_database_refuses_to_change_the_copy():
    vacancy = opened(stage_template("trial", exercises=[make_exercise("Chat")]))
    with pytest.raises(IntegrityError), transaction.atomic():
        KitExercise.objects.filter(stage__vacancy=vacancy).update(sheet={})


def test_exercises_take_their_minutes_from_the_further_questions():
    grid_minutes = 6 * 2  # two competencies, one question each, asked whatever the time
    exercise = make_exercise("Chat", minutes=40)
    with_exercise = opened(stage_template("trial", covers_all=True, minutes=45, exercises=[exercise]))
    asked = sum(one.question.minutes for one in with_exercise.stages.get(key="trial").kit.all())
    assert asked == grid_minutes


def test_an_exercise_stands_once_in_a_stage():
    pipeline = make_pipeline(stage_template("trial", exercises=[exercise := make_exercise()]))
    with pytest.raises(IntegrityError, match="template_exercise_once"), transaction.atomic():
        TemplateExercise.objects.create(stage=pipeline.stages.get(), exercise=exercise, order=2)
