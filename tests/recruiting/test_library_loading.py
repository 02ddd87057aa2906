"""Pipelines and reasons come from the library's files; the command loads all of it or nothing."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from competencies.domain.loading import BadFile
from competencies.domain.weights import is_supplement
from competencies.models import Anchor, Competency, Grid, LoadedRow, Question, Role
from recruiting.domain.declared_rule import judged_items
from recruiting.domain.opening import covered
from recruiting.enums import Scope
from recruiting.models import OutcomeReason, PipelineTemplate, StageTemplate
from tests.competencies.library_files import LibraryFiles, role, stage, text

pytestmark = pytest.mark.django_db
NOTHING_YET = [0] * 8
SHIPPED = Path(settings.BASE_DIR) / "fixtures" / "library"


@pytest.fixture
def library(tmp_path: Path) -> LibraryFiles:
    return LibraryFiles(tmp_path)


def load(library: LibraryFiles, *options: str) -> str:
    """What the command says about the files as they are now."""
    out = StringIO()
    call_command("load_library", "--from", str(library.write()), *options, stdout=out)
    return out.getvalue()


def counts() -> list[int]:
    models = [Competency, Anchor, Question, Role, Grid, PipelineTemplate, OutcomeReason, LoadedRow]
    return [model.objects.count() for model in models]


def test_the_command_loads_everything_and_says_how_much(library):
    lines = load(library).splitlines()

    assert [" ".join(line.split()) for line in lines] == [
        "competency created 3 updated 0 kept because edited here 0 unchanged 0",
        "question created 3 updated 0 kept because edited here 0 unchanged 0",
        "role created 1 updated 0 kept because edited here 0 unchanged 0",
        "grid created 1 updated 0 kept because edited here 0 unchanged 0",
        "exercise created 1 updated 0 kept because edited here 0 unchanged 0",
        "text created 1 updated 0 kept because edited here 0 unchanged 0",
        "preset created 1 updated 0 kept because edited here 0 unchanged 0",
        "demand created 1 updated 0 kept because edited here 0 unchanged 0",
        "pipeline created 1 updated 0 kept because edited here 0 unchanged 0",
        "reason created 2 updated 0 kept because edited here 0 unchanged 0",
    ]
    assert counts() == [3, 10, 3, 1, 1, 1, 2, 15]


def test_the_second_load_says_that_nothing_changed(library):
    load(library)
    before = counts()

    assert load(library).splitlines()[-1] == "Nothing changed."
    assert counts() == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(library):
    said = load(library, "--dry-run")

    assert said.splitlines()[-1] == "This was a dry run: nothing was changed."
    assert "pipeline    created    1" in said
    assert counts() == NOTHING_YET


def test_a_dry_run_after_a_load_changes_nothing_either(library):
    load(library)
    library.content["competencies/focus.yaml"]["definition"] = text("Shipped anew")

    assert "competency  created    0  updated    1" in load(library, "--dry-run")
    assert Competency.objects.get(key="focus").definition_en == "What focus is [en]"


def test_a_pipeline_has_the_whole_content_of_its_stages_in_order(library):
    load(library)

    call, talk, offer = StageTemplate.objects.filter(pipeline__key="standard")
    assert [one.key for one in (call, talk, offer)] == ["call", "talk", "offer"]
    assert (call.method, call.minutes, call.day_limit, call.requires_scorecards) == ("call", 20, 5, False)
    assert (call.covers_all, sorted(call.covers.values_list("key", flat=True))) == (False, ["focus", "writing"])
    assert (talk.covers_all, talk.covers.count(), talk.requires_scorecards) == (True, 0, True)
    assert (offer.covers_all, offer.covers.count(), offer.minutes) == (False, 0, None)
    assert (call.name_ru, call.purpose_ro) == ("Stage call [ru]", "Purpose [ro]")


def test_a_stage_has_the_questions_of_the_file_that_bears_its_name(library):
    load(library)

    asked = {one.key: list(one.questions.values_list("key", flat=True)) for one in StageTemplate.objects.all()}
    assert asked == {"call": ["q_call"], "talk": [], "offer": []}


@pytest.mark.parametrize(
    ("covers", "all_of_it", "sections", "chosen"),
    [
        ("all", True, [], []),
        ("supplement", False, ["supplement"], []),
        (["writing"], False, [], ["writing"]),
        ({"sections": ["supplement", "core"], "competencies": ["focus"]}, False, ["core", "supplement"], ["focus"]),
        ([], False, [], []),
    ],
)
def test_a_stage_says_what_of_the_grid_it_looks_at(library, covers, all_of_it, sections, chosen):
    library.content["stages.yaml"]["stages"][1]["covers"] = covers
    load(library)

    talk = StageTemplate.objects.get(key="talk")
    assert (talk.covers_all, talk.covers_sections) == (all_of_it, sections)
    assert list(talk.covers.values_list("key", flat=True)) == chosen


def test_a_pipeline_may_have_a_stage_otherwise_than_the_others(library):
    pipelines = library.content["pipelines.yaml"]["pipelines"]
    short = pipelines[0] | {"key": "short", "stages": [{"key": "talk", "covers": ["focus"], "minutes": 90}, "offer"]}
    library.content["pipelines.yaml"]["pipelines"] = [*pipelines, short]
    load(library)

    talks = {stage.pipeline.key: stage for stage in StageTemplate.objects.filter(key="talk")}
    assert {key: (stage.minutes, stage.covers_all) for key, stage in talks.items()} == {
        "standard": (45, True),
        "short": (90, False),
    }
    assert list(talks["short"].covers.values_list("key", flat=True)) == ["focus"]


def test_reasons_keep_the_order_of_the_file(library):
    load(library)

    assert list(OutcomeReason.objects.order_by("order").values_list("key", "kind", "text_ro")) == [
        ("experience", "rejected", "Too little experience [ro]"),
        ("other_offer", "withdrawn", "Took another offer [ro]"),
    ]


def test_a_changed_stage_changes_every_pipeline_that_has_it(library):
    load(library)
    library.content["stages.yaml"]["stages"][1]["minutes"] = 60

    assert "pipeline    created    0  updated    1" in load(library)
    assert StageTemplate.objects.get(key="talk").minutes == 60


def test_a_pipeline_and_a_reason_that_were_edited_here_are_kept_and_named(library):
    load(library)
    StageTemplate.objects.filter(key="talk").update(day_limit=9)
    OutcomeReason.objects.filter(key="experience").update(text_en="Our words")
    library.content["stages.yaml"]["stages"][1]["minutes"] = 60
    library.content["reasons.yaml"]["reasons"][0]["text"] = text("Shipped anew")

    said = load(library).splitlines()

    assert [line for line in said if line.startswith("kept as")] == [
        "kept as edited here: pipeline standard",
        "kept as edited here: reason experience",
    ]
    assert StageTemplate.objects.get(key="talk").minutes == 45
    assert OutcomeReason.objects.get(key="experience").text_en == "Our words"


@pytest.mark.parametrize(
    ("name", "change", "complaint"),
    [
        ("stages.yaml", {"stages": [stage("call", method="dance")]}, "stages.yaml: call: method: 'dance' is not one"),
        ("stages.yaml", {"stages": [stage("call", covers=["luck"])]}, "call: covers: there is no competency luck"),
        ("stages.yaml", {"stages": [stage("call", covers="luck")]}, "call: covers: there is no section luck"),
        ("stages.yaml", {"stages": [stage("call"), stage("call")]}, "call: this key is also in stages.yaml"),
        ("stages.yaml", {"stages": [stage("call")]}, "pipelines.yaml: standard: stages: there is no stage talk"),
        ("reasons.yaml", {"reasons": [{"key": "x", "kind": "rejected"}]}, "reasons.yaml: x: text is missing"),
    ],
)
def test_a_bad_file_is_named_and_nothing_at_all_is_loaded(library, name, change, complaint):
    library.content[name] = change

    with pytest.raises(CommandError) as error:
        load(library)

    assert str(error.value).startswith("Nothing was loaded. ")
    assert complaint in str(error.value)
    assert isinstance(error.value.__cause__, BadFile)
    assert counts() == NOTHING_YET


def test_a_clash_with_a_role_that_was_made_here_is_told_and_nothing_is_loaded(library):
    Role.objects.create(key="ours", family="customer_support_specialist", level="middle", title_en="Ours")

    with pytest.raises(CommandError, match="clashes with a row made here"):
        load(library)

    assert counts() == [0, 0, 0, 1, 0, 0, 0, 0]


def test_a_folder_that_is_not_there_is_told():
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("load_library", "--from", "/nowhere/at/all")


def test_another_role_comes_in_with_the_next_load(library):
    load(library)
    library.content["roles/support_senior.yaml"] = role("support_senior", level="senior")

    assert "role        created    1" in load(library)


def test_the_shipped_library_loads_and_loads_again():
    call_command("load_library", stdout=StringIO())
    before = counts()
    out = StringIO()
    call_command("load_library", stdout=out)

    assert out.getvalue().splitlines()[-1] == "Nothing changed."
    assert counts() == before
    assert StageTemplate.objects.filter(name_ru="").count() == 0
    assert OutcomeReason.objects.filter(text_ro="").count() == 0


def families() -> dict[str, list[Grid]]:
    grids = Grid.objects.published().select_related("role").prefetch_related("items__competency")
    found: dict[str, list[Grid]] = {}
    for grid in grids:
        found.setdefault(grid.role.family, []).append(grid)
    return found


def looked_at(pipeline: PipelineTemplate, grid: Grid) -> set[int]:
    """Items of the grid that some stage with scorecards looks at."""
    stages = pipeline.stages.filter(scope=Scope.CANDIDATE, requires_scorecards=True).prefetch_related("covers")
    items = list(grid.items.all())
    return {item.pk for stage in stages for item in covered(stage, items)}


def share(grid: Grid, items: set[int], *, with_supplement: bool) -> Decimal:
    """Per cent of the weight by which a vacancy judges."""
    supplement = Decimal(grid.supplement_share if with_supplement else 0)
    whole = {True: supplement / 100, False: (100 - supplement) / 100}
    return sum((item.weight * whole[is_supplement(item)] for item in grid.items.all() if item.pk in items), Decimal(0))


def test_every_shipped_pipeline_can_bring_a_candidate_of_its_roles_to_a_place():
    """A place needs 70 per cent of the weight and every must-have rated; a pipeline must be able to get there."""
    call_command("load_library", stdout=StringIO())
    shipped = yaml.safe_load((SHIPPED / "pipelines.yaml").read_text(encoding="utf-8"))["pipelines"]
    grids = families()
    short = []
    for entry in shipped:
        pipeline = PipelineTemplate.objects.get(key=entry["key"])
        for grid in [grid for family in entry["role_families"] for grid in grids[family]]:
            for chosen in (True, False):
                seen = looked_at(pipeline, grid)
                judged = judged_items(grid, with_supplement=chosen)
                blind = [item.competency.key for item in judged if item.must_have and item.pk not in seen]
                if share(grid, seen, with_supplement=chosen) < 70 or blind:
                    short.append((pipeline.key, grid.role.key, chosen, blind))

    assert short == []


def test_the_core_is_rated_before_the_supplement_in_the_standard_pipeline():
    call_command("load_library", stdout=StringIO())
    grid = Grid.objects.published().get(role__key="support_middle")
    items = list(grid.items.select_related("competency"))
    stages = {
        stage.key: covered(stage, items) for stage in StageTemplate.objects.filter(pipeline__key="support_standard")
    }

    assert [item.section for item in stages["grid_interview"]] == ["core"] * 10
    assert [item.competency.key for item in stages["manager_interview"]] == [
        "support_experience",
        "complaint_handling",
        "customer_focus",
        "mot_conditions_fit",
        "technical_diagnostics",
        "network_web",
        "databases_sql",
        "english_language",
        "analytical_thinking",
        "proactivity_initiative",
    ]


def test_a_stage_names_its_exercises_in_order(library):
    library.content["stages.yaml"]["stages"][1]["exercises"] = ["typing"]
    load(library)

    stage_row = StageTemplate.objects.get(key="talk")
    assert [one.exercise.key for one in stage_row.exercises.all()] == ["typing"]
    assert load(library).splitlines()[-1] == "Nothing changed."


def test_an_exercise_that_is_not_shipped_stops_the_load(library):
    library.content["stages.yaml"]["stages"][1]["exercises"] = ["juggling"]

    with pytest.raises(CommandError, match="exercises: there is no exercise juggling"):
        load(library)
    assert counts() == NOTHING_YET


def test_shipped_stages_name_the_exercises_of_their_method():
    call_command("load_library", stdout=StringIO())

    trial = StageTemplate.objects.get(pipeline__key="support_trial", key="chat_trial")
    assert [one.exercise.key for one in trial.exercises.all()] == ["written_replies", "chat_simulation"]
    tests = StageTemplate.objects.get(pipeline__key="support_trial", key="tests")
    assert [one.exercise.key for one in tests.exercises.all()] == [
        "typing",
        "literacy",
        "lability",
        "ryakhovsky",
        "optimism",
        "eq_test",
    ]
