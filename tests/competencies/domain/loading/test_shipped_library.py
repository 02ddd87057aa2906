"""The library that ships: loads whole, in all three languages, and every grid of it is published."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from modeltranslation.translator import translator

from competencies.domain.copying import digest_of
from competencies.domain.languages import LANGUAGES
from competencies.domain.loading import load_library
from competencies.models import (
    Anchor,
    Competency,
    Grid,
    GridAnchor,
    GridItem,
    GridQuestion,
    Question,
    Role,
    RoleStatement,
)

SHIPPED = Path(settings.BASE_DIR) / "fixtures" / "library"
MAY_BE_EMPTY = {
    Question: {"follow_ups"},
    GridQuestion: {"follow_ups"},
    Role: {"alternative_titles", "purpose", "outcomes", "kpis", "experience", "schedule", "work_format"},
}


@pytest.fixture
def loaded(db):
    return load_library(SHIPPED, now=timezone.now())


@pytest.mark.parametrize(
    "model", [Competency, Anchor, Question, Role, RoleStatement, GridItem, GridAnchor, GridQuestion]
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
