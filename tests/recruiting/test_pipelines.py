"""Changing pipelines: always in order, never under somebody's hands, never in a running vacancy."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.enums import Role
from competencies.domain.languages import texts_of
from recruiting.domain import pipelines
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.domain.opening import copy_stages, open_vacancy
from recruiting.domain.pipelines import StageWish
from recruiting.enums import Method, Scope, TeamFunction
from recruiting.models import PipelineChange, PipelineTemplate
from tests.at_once import at_once
from tests.factories import make_grid, make_user, make_vacancy
from tests.factories.pipelines import make_pipeline, stage_template

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # Wednesday noon in Chișinău
NAMES = {"en": "Trial day", "ru": "Пробный день", "ro": "Zi de probă"}


@pytest.fixture
def pipeline(db):
    return make_pipeline(
        stage_template("briefing", scope=Scope.VACANCY, method=Method.BRIEFING),
        stage_template("review", method=Method.REVIEW),
        stage_template("interview", covers_all=True),
        stage_template("offer", method=Method.OFFER),
        stage_template("exam", scope=Scope.AFTER_HIRE, method=Method.TEST),
    )


@pytest.fixture
def who(db):
    return {"by": make_user(Role.HR, full_name="Irina Moraru"), "now": NOW}


def wish(**changes) -> StageWish:
    plain = {
        "scope": Scope.CANDIDATE,
        "method": Method.TASK,
        "minutes": 60,
        "day_limit": 4,
        "requires_scorecards": False,
        "reveal": "after_own",
        "covers_all": False,
        "covers_sections": [],
    }
    return StageWish(key=changes.pop("key", ""), name=NAMES, purpose=NAMES, plain=plain | changes)


def keys(pipeline) -> list[str]:
    return list(pipeline.stages.order_by("order").values_list("key", flat=True))


def test_a_new_stage_stands_before_the_offer_with_a_key_of_its_own(pipeline, who):
    pipelines.save_stage(pipeline=pipeline, stage=None, wish=wish(), seen_revision=0, **who)
    pipelines.save_stage(pipeline=pipeline, stage=None, wish=wish(), seen_revision=1, **who)
    assert keys(pipeline) == ["briefing", "review", "interview", "trial_day", "trial_day_2", "offer", "exam"]
    assert texts_of(pipeline.stages.get(key="trial_day"), "name") == NAMES


def test_a_stage_that_changes_its_scope_changes_its_place(pipeline, who):
    review = pipeline.stages.get(key="review")
    pipelines.save_stage(
        pipeline=pipeline, stage=review, wish=wish(key="review", scope=Scope.AFTER_HIRE), seen_revision=0, **who
    )
    assert keys(pipeline) == ["briefing", "interview", "offer", "review", "exam"]


@pytest.mark.parametrize(
    "wrong",
    [{"key": "offer"}, {"method": Method.OFFER}, {"method": Method.OFFER, "scope": Scope.VACANCY}],
)
def test_a_second_key_or_offer_is_refused_and_nothing_changes(pipeline, who, wrong):
    with pytest.raises(Refused):
        pipelines.save_stage(pipeline=pipeline, stage=None, wish=wish(**wrong), seen_revision=0, **who)
    assert keys(pipeline) == ["briefing", "review", "interview", "offer", "exam"]
    pipeline.refresh_from_db()
    assert pipeline.revision == 0


def test_stages_move_inside_their_part_only(pipeline, who):
    move = lambda key, up, seen: pipelines.move_stage(  # noqa: E731
        pipeline=pipeline, stage=pipeline.stages.get(key=key), up=up, seen_revision=seen, **who
    )
    move("interview", True, 0)
    assert keys(pipeline) == ["briefing", "interview", "review", "offer", "exam"]
    for key, up in [("offer", True), ("interview", True), ("review", False), ("briefing", False)]:
        with pytest.raises(Refused):
            move(key, up, 1)


def test_the_last_stage_for_candidates_stays(pipeline, who):
    for seen, key in enumerate(["review", "interview"]):
        stage = pipeline.stages.get(key=key)
        pipelines.remove_stage(pipeline=pipeline, stage=stage, seen_revision=seen, **who)
    with pytest.raises(Refused):
        pipelines.remove_stage(pipeline=pipeline, stage=pipeline.stages.get(key="offer"), seen_revision=2, **who)
    assert keys(pipeline) == ["briefing", "offer", "exam"]


def test_the_last_stage_for_candidates_cannot_be_turned_into_another(who):
    pipeline = make_pipeline(stage_template("review", method=Method.REVIEW))
    stage = pipeline.stages.get()
    with pytest.raises(Refused):
        pipelines.save_stage(pipeline=pipeline, stage=stage, wish=wish(scope=Scope.VACANCY), seen_revision=0, **who)


def test_a_copy_has_the_same_stages_and_its_own_life(pipeline, who):
    copy = pipelines.copy_pipeline(pipeline=pipeline, name=NAMES, **who)
    assert (copy.key, keys(copy)) == ("trial_day", keys(pipeline))
    pipelines.remove_stage(pipeline=copy, stage=copy.stages.get(key="review"), seen_revision=0, **who)
    assert keys(pipeline) == ["briefing", "review", "interview", "offer", "exam"]


def test_the_second_editor_is_told_who_was_first(pipeline, who):
    change = {"pipeline": pipeline, "name": NAMES, "description": NAMES, "days": 20, "seen_revision": 0, **who}
    pipelines.change_pipeline(**change)
    with pytest.raises(Conflict, match="Irina Moraru"):
        pipelines.change_pipeline(**change)


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_goes_on(pipeline, who):
    act = lambda: pipelines.save_stage(pipeline=pipeline, stage=None, wish=wish(), seen_revision=0, **who)  # noqa: E731
    results = at_once(act, act)
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
    assert keys(pipeline).count("trial_day") == 1


def test_a_running_vacancy_keeps_the_stages_it_opened_with(pipeline, who):
    vacancy = make_vacancy()
    vacancy.stages.all().delete()
    copy_stages(vacancy, pipeline, with_supplement=False)
    before = list(vacancy.stages.order_by("order").values_list("key", "name_en", "day_limit"))
    review = pipeline.stages.get(key="review")
    pipelines.save_stage(pipeline=pipeline, stage=review, wish=wish(key="review"), seen_revision=0, **who)
    stage = pipeline.stages.get(key="interview")
    pipelines.remove_stage(pipeline=pipeline, stage=stage, seen_revision=1, **who)
    assert list(vacancy.stages.order_by("order").values_list("key", "name_en", "day_limit")) == before


def test_a_retired_pipeline_opens_no_vacancy_and_comes_back(pipeline, who):
    make_pipeline()
    pipelines.retire_pipeline(pipeline=pipeline, seen_revision=0, **who)
    with pytest.raises(AlreadyDone):
        pipelines.retire_pipeline(pipeline=pipeline, seen_revision=1, **who)
    assert pipeline not in PipelineTemplate.objects.usable()
    grid, manager = make_grid(), make_user(Role.HIRING_MANAGER)
    team = [(who["by"], TeamFunction.RECRUITER), (manager, TeamFunction.HIRING_MANAGER)]
    wanted = {"role": grid.role, "grid": grid, "title": "One", "openings": 1, "place": "", "target_date": None}
    with pytest.raises(Refused, match="retired"):
        open_vacancy(pipeline=pipeline, team=team, **wanted, **who)
    pipelines.restore_pipeline(pipeline=pipeline, seen_revision=1, **who)
    assert pipeline in PipelineTemplate.objects.usable()


def test_the_last_pipeline_in_use_is_not_retired(pipeline, who):
    with pytest.raises(Refused):
        pipelines.retire_pipeline(pipeline=pipeline, seen_revision=0, **who)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_retire_the_last_two_pipelines_at_once_one_is_refused(pipeline, who):
    both = (pipeline, make_pipeline())
    acts = [lambda row=row: pipelines.retire_pipeline(pipeline=row, seen_revision=0, **who) for row in both]
    results = at_once(*acts)
    assert sorted(type(result) for result in results if result) == [Refused]
    assert PipelineTemplate.objects.usable().count() == 1


def test_every_change_is_kept_with_what_the_pipeline_holds_and_cannot_be_rewritten(pipeline, who):
    pipelines.save_stage(pipeline=pipeline, stage=None, wish=wish(), seen_revision=0, **who)
    change = PipelineChange.objects.get()
    assert (change.act, change.subject, change.revision) == ("stage_added", "Trial day", 1)
    assert [stage["key"] for stage in change.content["stages"]] == keys(pipeline)
    with pytest.raises(DatabaseError), transaction.atomic():
        PipelineChange.objects.all().delete()


def test_loading_the_library_again_keeps_an_edited_pipeline(who, capsys):
    call_command("load_library", verbosity=0)
    pipeline = PipelineTemplate.objects.get(key="support_standard")
    pipelines.save_stage(pipeline=pipeline, stage=None, wish=wish(), seen_revision=pipeline.revision, **who)
    capsys.readouterr()
    call_command("load_library", verbosity=0)
    assert "kept as edited here: pipeline support_standard" in capsys.readouterr().out
    assert "trial_day" in keys(pipeline)


def test_the_page_saves_a_stage_and_shows_what_is_wrong_with_everything_typed(client, pipeline, who):
    client.force_login(who["by"])
    address = reverse("recruiting:pipeline_stage_new", args=[pipeline.pk])
    typed = {f"name_{code}": text for code, text in NAMES.items()} | {
        "seen_revision": "0",
        "scope": "candidate",
        "method": "offer",
        "reveal": "after_own",
        "looks_at": "all",
        "minutes": "30",
    }
    wrong = client.post(address, typed)
    assert (wrong.status_code, "This pipeline has an offer already." in wrong.content.decode()) == (422, True)
    assert 'value="Пробный день"' in wrong.content.decode()
    assert client.post(address, typed | {"method": "task"}).status_code == 302
    assert pipeline.stages.get(key="trial_day").covers_all
    stale = client.post(address, typed | {"method": "task"})
    assert (stale.status_code, "Irina Moraru changed this pipeline" in stale.content.decode()) == (409, True)


def test_the_buttons_move_and_remove_without_scripts(client, pipeline, who):
    client.force_login(who["by"])
    address = reverse("recruiting:pipeline_act", args=[pipeline.pk])
    stage = pipeline.stages.get(key="interview").pk
    assert client.post(address, {"do": "up", "stage": stage, "seen_revision": 0}).status_code == 302
    assert client.post(address, {"do": "remove", "stage": stage, "seen_revision": 0}).status_code == 409
    assert client.post(address, {"do": "remove", "stage": stage, "seen_revision": 1}).status_code == 302
    assert keys(pipeline) == ["briefing", "review", "offer", "exam"]


def test_a_copy_without_all_its_names_keeps_those_that_were_typed(client, pipeline, who):
    client.force_login(who["by"])
    typed = {"do": "copy", "seen_revision": 0, "name_en": "Trial", "name_ru": "Пробный набор", "name_ro": ""}
    answer = client.post(reverse("recruiting:pipeline_act", args=[pipeline.pk]), typed)
    assert (answer.status_code, 'value="Пробный набор"' in answer.content.decode()) == (422, True)
