"""The library that ships: loads whole, in all three languages, and every grid of it is published."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from modeltranslation.translator import translator

from competencies.domain.copying import digest_of
from competencies.domain.demand import beside, by_competency
from competencies.domain.languages import LANGUAGES
from competencies.domain.loading import load_library
from competencies.domain.presets import suggestions
from competencies.domain.weights import is_supplement
from competencies.models import (
    Anchor,
    ClientType,
    Competency,
    Criterion,
    DemandSkill,
    DemandSnapshot,
    Exercise,
    Grid,
    GridAnchor,
    GridItem,
    GridQuestion,
    Indicator,
    LibraryText,
    PayFigure,
    PresetMultiplier,
    Question,
    Role,
    RoleStatement,
    ScoreBand,
    ScoreCategory,
    TextPart,
    WeightPreset,
)

SHIPPED = Path(settings.BASE_DIR) / "fixtures" / "library"
MAY_BE_EMPTY = {
    Question: {"follow_ups"},
    GridQuestion: {"follow_ups"},
    Role: {"alternative_titles", "purpose", "outcomes", "kpis", "experience", "schedule", "work_format"},
    Exercise: {"unit"},
    LibraryText: {"note", "body"},
    TextPart: {"title", "note"},
}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The library, loaded once for all tests of the module; it takes seconds, and they only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_library(SHIPPED, now=timezone.now())
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "model",
    [
        Competency,
        Anchor,
        Question,
        Role,
        RoleStatement,
        PayFigure,
        GridItem,
        GridAnchor,
        GridQuestion,
        Exercise,
        Criterion,
        ScoreBand,
        ScoreCategory,
        Indicator,
        ClientType,
        LibraryText,
        TextPart,
        WeightPreset,
        PresetMultiplier,
        DemandSnapshot,
        DemandSkill,
    ],
)
def test_every_text_is_there_in_every_language(loaded, model):
    """A text that may be empty is empty in all languages or in none."""
    rows = model.objects.all()
    assert rows.exists()
    for field in translator.get_options_for_model(model).all_fields:
        empty = [Q(**{f"{field}_{language}": ""}) | Q(**{f"{field}_{language}": None}) for language in LANGUAGES]
        some = empty[0] | empty[1] | empty[2]
        every = empty[0] & empty[1] & empty[2]
        allowed = every if field in MAY_BE_EMPTY.get(model, set()) else Q(pk=None)
        assert list(rows.filter(some).exclude(allowed).values_list("pk", flat=True)) == [], f"{model.__name__}.{field}"


def test_every_grid_file_is_a_published_grid_with_its_own_digest(loaded):
    files = {path.stem for path in (SHIPPED / "grids").glob("*.yaml")}
    grids = Grid.objects.published().select_related("role")

    assert {grid.role.key for grid in grids} == files
    assert {grid.pk: grid.digest for grid in grids} == {grid.pk: digest_of(grid) for grid in grids}


def test_loading_it_again_changes_nothing(loaded):
    again = load_library(SHIPPED, now=timezone.now())

    assert [plan.kind for plan in again.plans if plan.written or plan.kept] == []
    assert [len(plan.unchanged) for plan in again.plans] == [len(plan.created) for plan in loaded.plans]


def test_the_library_is_whole(loaded):
    """As many of each as the field has; a row that gets lost is noticed here."""
    counts = {plan.kind: len(plan.created) for plan in loaded.plans}

    assert counts == {
        "competency": 171,
        "question": 164,
        "role": 10,
        "grid": 10,
        "exercise": 17,
        "text": 36,
        "preset": 3,
        "demand": 1,
    }
    assert Anchor.objects.count() == 64 * 5
    assert Exercise.objects.filter(kind="test").count() == 6
    assert Counter(LibraryText.objects.order_by().values_list("kind", flat=True)) == {
        "letter": 28,
        "job_description": 3,
        "legal": 3,
        "profile": 1,
        "mistakes": 1,
    }


def test_every_competency_of_a_grid_has_a_question(loaded):
    assert list(GridItem.objects.filter(questions=None).values_list("grid__role__key", "competency__key")) == []


def test_the_head_is_required_in_five_areas(loaded):
    items = GridItem.objects.filter(grid__role__key="contact_center_head")
    assert Counter(items.values_list("section", flat=True)) == {
        "people": 4,
        "operations": 5,
        "clients": 4,
        "business_process": 3,
        "personal": 4,
    }


def test_the_three_levels_of_support_have_a_supplement_of_thirty_per_cent(loaded):
    shares = Grid.objects.exclude(supplement_share=0).values_list("role__key", "supplement_share")
    assert set(shares) == {("support_junior", 30), ("support_middle", 30), ("support_senior", 30)}


def test_tests_are_read_as_their_authors_meant(loaded):
    def bands(key: str) -> list[tuple]:
        return list(Exercise.objects.get(key=key).bands.values_list("low", "high", "verdict"))

    assert bands("ryakhovsky") == [(0, 3, "fail"), (4, 24, "pass"), (25, 32, "fail")]
    assert bands("typing")[:2] == [(0, 159, "fail"), (160, 999, "pass")]
    mindset = Exercise.objects.get(key="optimism").categories.values_list("key", "verdict")
    assert list(mindset) == [("optimist", "pass"), ("realist", "acceptable"), ("pessimist", "fail")]
    assert Exercise.objects.get(key="eq_test").indicators.count() == 5


@pytest.mark.parametrize(
    ("key", "preparing", "doing", "after"),
    [
        ("role_play", (None, 5), (10, 15), 5),
        ("case_study", (20, 30), (5, 10), 5),
        ("group_task", (None, 5), (20, 30), 10),
        ("presentation", (10, 15), (5, 7), 5),
    ],
)
def test_exercises_take_as_long_as_they_do(loaded, key, preparing, doing, after):
    exercise = Exercise.objects.get(key=key)
    assert (exercise.prep_minutes_from, exercise.prep_minutes) == preparing
    assert (exercise.minutes_from, exercise.minutes) == doing
    assert exercise.feedback_minutes == after


def test_the_portrait_has_thirty_one_qualities(loaded):
    portrait = LibraryText.objects.get(key="profile_support_star")
    named = list(
        portrait.parts.exclude(competency=None).order_by("order").values_list("competency__category", flat=True)
    )
    assert Counter(named[:31]) == {"value": 9, "personal_quality": 9, "motivation": 13}


def test_demand_has_a_hundred_skills_each_with_a_competency(loaded):
    snapshot = DemandSnapshot.objects.get()
    assert (snapshot.role.key, snapshot.date.year, snapshot.skills.count()) == ("contact_center_head", 2025, 100)
    assert snapshot.skills.filter(competency=None).count() == 0


def test_the_demand_of_a_competency_is_the_largest_share_of_its_names(loaded):
    snapshot = DemandSnapshot.objects.get()
    shares = {one.competency.pk: one.share for one in by_competency(snapshot)}

    largest = snapshot.skills.values("competency").annotate(largest=Max("share")).values_list("competency", "largest")
    assert shares == dict(largest.order_by())


def test_suggested_weights_add_up_to_a_hundred(loaded):
    """Both for demand and for every preset on every grid; the grid's own weights stay."""
    named = by_competency(DemandSnapshot.objects.get())
    for grid in Grid.objects.all():
        items = list(grid.items.all())
        main = [one for one in beside(items, named) if not is_supplement(one.item)]
        assert sum(one.suggested for one in main) == 100
        for suggestion in suggestions(items):
            moved = {one.item.pk: one.suggested for one in suggestion.shifts}
            assert all(weight > 0 for weight in moved.values())


def test_letters_answer_every_reason_they_are_named_for(loaded):
    """A reason that a letter names is one of the library's reasons."""
    reasons = {entry["key"] for entry in yaml.safe_load((SHIPPED / "reasons.yaml").read_text("utf-8"))["reasons"]}
    named = {reason for text in LibraryText.objects.filter(kind="letter") for reason in text.facts["reasons"]}
    assert named - reasons == set()
