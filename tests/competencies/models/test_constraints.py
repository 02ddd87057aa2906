"""Each named constraint: the database enforces it, and a form that meets it says so in words."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from competencies.models import Anchor, Competency, Grid, GridItem, LoadedRow, Role
from tests.factories import make_competency, make_grid, make_role

pytestmark = pytest.mark.django_db


def broken(name: str, row) -> str:
    """Save the row, which must break the constraint; the words in which the model refuses the same."""
    with pytest.raises(IntegrityError, match=f'"{name}"'):
        save_now(row)
    constraint = next(one for one in row._meta.constraints if one.name == name)
    with pytest.raises(ValidationError) as refusal:
        constraint.validate(type(row), row)
    return refusal.value.messages[0]


@transaction.atomic
def save_now(row) -> None:
    """Save with the checks that would wait for the end of the transaction."""
    row.save(force_insert=row.pk is None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def draft_of(role: Role, **fields) -> Grid:
    return Grid(role=role, version=fields.pop("version", 1), created_at=timezone.now(), **fields)


def item_of(grid: Grid, **fields) -> GridItem:
    values = {"order": 9, "required_level": 3, "weight": Decimal(5)} | fields
    return GridItem(grid=grid, competency=values.pop("competency", None) or make_competency(), **values)


def test_a_role_has_one_draft():
    grid = make_grid(published=False)
    assert broken("grid_one_draft_per_role", draft_of(grid.role, version=2)) == "There is already a draft of this grid."


def test_a_version_exists_once():
    grid = make_grid()
    assert broken("grid_version_unique", draft_of(grid.role)) == "There is already a grid with this version."


def test_a_draft_has_no_digest():
    message = "A draft has no digest; a published grid has a digest and a time."
    assert broken("grid_published_has_digest", draft_of(make_role(), digest="x")) == message


def test_a_competency_stands_in_a_grid_once():
    grid = make_grid(published=False)
    again = item_of(grid, competency=grid.items.first().competency)
    assert broken("grid_item_competency_once", again) == "The grid already has this competency."


def test_a_place_in_a_grid_is_taken_once():
    grid = make_grid(published=False)
    message = "Two competencies of a grid cannot have the same place."
    assert broken("grid_item_order_unique", item_of(grid, order=1)) == message


def test_two_items_can_swap_places_in_one_transaction():
    grid = make_grid(published=False)
    first, second = grid.items.all()

    with transaction.atomic():
        GridItem.objects.filter(pk=first.pk).update(order=2)
        GridItem.objects.filter(pk=second.pk).update(order=1)

    assert list(grid.items.values_list("pk", flat=True)) == [second.pk, first.pk]


@pytest.mark.parametrize("level", [0, 6])
def test_a_required_level_is_one_to_five(level):
    grid = make_grid(published=False)
    assert broken("grid_item_level_1_to_5", item_of(grid, required_level=level)) == "A required level is 1 to 5."


@pytest.mark.parametrize("weight", [Decimal(0), Decimal(-1), Decimal("100.01")])
def test_a_weight_is_more_than_nothing_and_at_most_all(weight):
    grid = make_grid(published=False)
    message = "A weight is more than 0 and at most 100."
    assert broken("grid_item_weight_range", item_of(grid, weight=weight)) == message


def test_a_level_is_described_once():
    competency = make_competency()
    again = Anchor(competency=competency, level=3, text_en="twice")
    assert broken("anchor_one_per_level", again) == "This level already has an anchor."


@pytest.mark.parametrize("level", [0, 6])
def test_an_anchor_has_a_level_from_one_to_five(level):
    anchor = Anchor(competency=make_competency(), level=level, text_en="outside")
    assert broken("anchor_level_1_to_5", anchor) == "A level is 1 to 5."


def test_a_family_has_each_level_once():
    role = make_role(family="sales", level="junior")
    again = Role(key="other", family=role.family, level=role.level, title_en="Other")
    assert broken("role_family_level_unique", again) == "This family already has a role of this level."


def test_a_pay_range_does_not_end_below_its_beginning():
    role = Role(key="paid", family="paid", title_en="Paid", pay_from=10, pay_to=9)
    assert broken("role_pay_range_ordered", role) == "The pay range ends below its beginning."


def test_what_was_loaded_is_noted_once_per_row():
    LoadedRow.objects.create(kind="role", key="one", digest="x")
    with pytest.raises(IntegrityError, match="loaded_row_once"), transaction.atomic():
        LoadedRow.objects.create(kind="role", key="one", digest="y")


def test_names_are_sorted_by_the_alphabet_of_the_page_and_not_by_code_point():
    for name in ("Écoute", "Zeal", "apple", "Banana"):
        make_competency(name)
    assert [one.name_en.removesuffix(" [en]") for one in Competency.objects.alphabetical()] == [
        "apple",
        "Banana",
        "Écoute",
        "Zeal",
    ]
