"""Opening a vacancy: what is pinned, what is copied, what is promised."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from accounts.enums import Role
from competencies.enums import GridState
from recruiting.domain import declared_rule
from recruiting.domain.errors import Refused
from recruiting.domain.opening import open_vacancy
from recruiting.enums import Scope, TeamFunction, VacancyState
from recruiting.models import DeclaredRule, Vacancy
from tests.factories import make_grid, make_user, publish_directly
from tests.factories.library import make_competency, make_question, make_role
from tests.factories.pipelines import make_pipeline, stage_template

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def manager():
    return make_user(Role.HIRING_MANAGER)


@pytest.fixture
def opened(recruiter, manager):
    """Open a vacancy; every argument can be changed."""

    def act(**changes) -> Vacancy:
        grid = changes.pop("grid", None) or make_grid()
        values = {
            "role": grid.role,
            "grid": grid,
            "pipeline": changes.pop("pipeline", None) or make_pipeline(),
            "title": "Middle specialist",
            "openings": 2,
            "place": "Chișinău",
            "target_date": date(2026, 12, 15),
            "team": [(recruiter, TeamFunction.RECRUITER), (manager, TeamFunction.HIRING_MANAGER)],
            "by": recruiter,
            "now": NOW,
        }
        return open_vacancy(**values | changes)

    return act


def kit_texts(stage) -> list[str]:
    return [entry.question.text_en for entry in stage.kit.order_by("order").select_related("question")]


def test_the_vacancy_is_open_with_its_grid_and_its_team(opened, recruiter, manager):
    grid = make_grid()
    vacancy = opened(grid=grid)
    assert (vacancy.state, vacancy.grid, vacancy.opened_at, vacancy.openings) == (VacancyState.OPEN, grid, NOW, 2)
    assert set(vacancy.members.values_list("user", "function")) == {
        (recruiter.pk, "recruiter"),
        (manager.pk, "hiring_manager"),
    }


def test_the_opening_is_the_first_event_of_the_history(opened, recruiter):
    event = opened().events.get()
    assert (event.from_state, event.to_state, event.by, event.at) == ("draft", "open", recruiter, NOW)


def test_stages_are_copied_with_their_texts_in_every_language(opened):
    pipeline = make_pipeline(stage_template("call", day_limit=3, minutes=20, requires_scorecards=True))
    stage = opened(pipeline=pipeline).stages.get()
    assert (stage.name_en, stage.name_ru, stage.name_ro) == ("Call [en]", "Call [ru]", "Call [ro]")
    assert stage.purpose_ru == "Why call. [ru]"
    assert (stage.day_limit, stage.minutes, stage.requires_scorecards) == (3, 20, True)


def test_a_later_change_of_the_template_does_not_reach_the_vacancy(opened):
    pipeline = make_pipeline(stage_template("call"))
    vacancy = opened(pipeline=pipeline)
    pipeline.stages.update(name_en="Renamed")
    pipeline.stages.all().delete()
    assert [stage.name_en for stage in vacancy.stages.all()] == ["Call [en]"]


def test_a_stage_covers_the_whole_grid_or_what_the_grid_has_of_the_chosen(opened):
    listening, typing, absent = make_competency("Listening"), make_competency("Typing"), make_competency("Absent")
    grid = make_grid(competencies=[listening, typing])
    pipeline = make_pipeline(
        stage_template("call", covers=[typing, absent]), stage_template("meeting", covers_all=True)
    )
    call, meeting = opened(grid=grid, pipeline=pipeline).stages.order_by("order")
    assert [item.competency for item in call.covers.all()] == [typing]
    assert [item.competency for item in meeting.covers.order_by("order")] == [listening, typing]


def test_the_kit_asks_one_question_for_each_covered_item_in_the_order_of_the_grid_then_more_while_there_is_time(opened):
    listening, typing = make_competency("Listening", questions=0), make_competency("Typing", questions=0)
    first, second, third = (make_question(one, minutes=6).text_en for one in (listening, listening, typing))
    grid = make_grid(competencies=[listening, typing])
    pipeline = make_pipeline(
        stage_template("review"),
        stage_template("short", covers_all=True, minutes=17),
        stage_template("long", covers_all=True, minutes=18),
    )
    review, short, long = opened(grid=grid, pipeline=pipeline).stages.order_by("order")
    assert kit_texts(review) == []
    assert kit_texts(short) == [first, third]
    assert kit_texts(long) == [first, third, second]


def test_a_question_shared_by_two_competencies_takes_its_minutes_once(opened):
    listening, typing = (make_competency(name, questions=0) for name in ("Listening", "Typing"))
    first, second = make_question(listening), make_question(typing)
    shared, last = make_question(listening), make_question(listening)
    shared.competencies.add(typing)
    pipeline = make_pipeline(stage_template("meeting", covers_all=True, minutes=24))
    stage = opened(grid=make_grid(competencies=[listening, typing]), pipeline=pipeline).stages.get()
    assert kit_texts(stage) == [one.text_en for one in (first, second, shared, last)]


def test_a_competency_is_never_left_without_a_question_for_lack_of_time(opened):
    listening, typing = make_competency("Listening", questions=0), make_competency("Typing", questions=0)
    texts = [make_question(one, minutes=30).text_en for one in (listening, typing)]
    pipeline = make_pipeline(stage_template("meeting", covers_all=True, minutes=10))
    stage = opened(grid=make_grid(competencies=[listening, typing]), pipeline=pipeline).stages.get()
    assert kit_texts(stage) == texts


def test_the_stages_own_questions_come_first_and_no_question_twice(opened):
    listening, typing = make_competency("Listening", questions=0), make_competency("Typing", questions=0)
    first, second, third = make_question(listening), make_question(typing), make_question(typing)
    second.competencies.add(listening)  # copied under both items
    elsewhere = make_question(make_competency())
    grid = make_grid(competencies=[listening, typing])
    pipeline = make_pipeline(stage_template("meeting", covers_all=True, minutes=60, questions=[third, elsewhere]))
    stage = opened(grid=grid, pipeline=pipeline).stages.get()
    assert kit_texts(stage) == [third.text_en, first.text_en, second.text_en]


@pytest.mark.parametrize("chosen", [True, False])
def test_the_supplement_is_judged_only_where_it_was_chosen(opened, chosen):
    grid = make_grid(items=2, published=False)
    grid.items.filter(order=2).update(section="supplement", weight=100)
    grid.items.filter(order=1).update(weight=100)
    grid.supplement_share = 30
    vacancy = opened(
        grid=publish_directly(grid),
        pipeline=make_pipeline(stage_template("meeting", covers_all=True)),
        with_supplement=chosen,
    )
    assert vacancy.rule.with_supplement is chosen
    assert vacancy.stages.get().covers.count() == (2 if chosen else 1)


def test_the_rule_is_declared_at_opening(opened, recruiter):
    rule = opened().rule
    rule.refresh_from_db()
    assert (rule.min_coverage, str(rule.equal_low), str(rule.equal_high)) == (70, "0.35", "0.65")
    assert (rule.declared_by, rule.declared_at) == (recruiter, NOW)


def test_a_grid_of_another_role_is_refused(opened):
    with pytest.raises(Refused, match="belongs to another role"):
        opened(role=make_role())
    assert not Vacancy.objects.exists()


def test_a_grid_that_was_retired_in_the_meantime_is_refused(opened):
    grid = make_grid()
    type(grid).objects.filter(pk=grid.pk).update(state=GridState.RETIRED, retired_at=NOW)
    with pytest.raises(Refused, match="not published any more"):
        opened(grid=grid)


def test_a_draft_of_a_grid_is_refused(opened):
    with pytest.raises(Refused, match="not published"):
        opened(grid=make_grid(published=False))


def test_a_pipeline_without_a_stage_for_candidates_is_refused(opened):
    with pytest.raises(Refused, match="no stage for candidates"):
        opened(pipeline=make_pipeline(stage_template("briefing", scope=Scope.VACANCY)))


def test_a_team_needs_somebody_to_run_and_somebody_to_decide(opened, recruiter, manager):
    with pytest.raises(Refused, match="Name a hiring manager"):
        opened(team=[(recruiter, TeamFunction.RECRUITER)])
    with pytest.raises(Refused, match="Name a recruiter"):
        opened(team=[(manager, TeamFunction.HIRING_MANAGER)])


def test_a_function_counts_only_for_somebody_whose_role_allows_it(opened, recruiter):
    interviewer = make_user(Role.INTERVIEWER)
    with pytest.raises(Refused, match="Name a hiring manager"):
        opened(team=[(recruiter, TeamFunction.RECRUITER), (interviewer, TeamFunction.HIRING_MANAGER)])


def test_the_rule_in_words_counts_the_must_haves():
    none, one, two = (make_grid(items=count, must_have=bool(count)) for count in (0, 1, 2))
    first = [declared_rule.in_words(DeclaredRule(), grid.items.all())[0] for grid in (none, one, two)]
    assert first == [
        "The grid has no must-have competency, so none excludes a candidate.",
        "The must-have competency is at or above its required level.",
        "Each of the 2 must-have competencies is at or above its required level.",
    ]


def test_the_rule_in_words_names_its_figures():
    words = " ".join(declared_rule.in_words(DeclaredRule(min_coverage=80), []))
    assert "at least 80 % of the weight" in words
    assert "between 0.35 and 0.65" in words


@pytest.mark.parametrize("language", ["ru", "ro"])
def test_the_rule_in_words_writes_its_figures_as_the_language_does(language):
    with translation.override(language):
        words = " ".join(declared_rule.in_words(DeclaredRule(), []))
    assert ("0,35" in words, "0,65" in words, "0.35" in words) == (True, True, False)
