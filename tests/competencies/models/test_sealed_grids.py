"""The database refuses every change of a published grid and its parts; only published -> retired passes."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from competencies.enums import GridState
from competencies.models import Grid, GridAnchor, GridItem, GridQuestion
from tests.factories import make_competency, make_grid, make_role

pytestmark = pytest.mark.django_db

RESTRICT_VIOLATION = "23001"
PARTS = ["competencies_griditem", "competencies_gridanchor", "competencies_gridquestion"]


def refused(sql: str, *values) -> str:
    """The words with which the seal turns the statement down; empty if it lets it pass."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        if error.__cause__.sqlstate != RESTRICT_VIOLATION:
            raise
        return error.__cause__.diag.message_primary
    return ""


def contents() -> list[list[tuple]]:
    """Every row of a grid and its parts, as they lie in the tables."""
    with connection.cursor() as cursor:
        tables = []
        for table in ["competencies_grid", *PARTS]:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            tables.append(cursor.fetchall())
    return tables


@pytest.mark.parametrize(
    "change",
    [
        "note = 'changed'",
        "supplement_share = 10",
        "warnings_en = 'changed'",
        "digest = 'changed'",
        "revision = revision + 1",
        "version = 9",
        "published_at = now() + interval '1 day'",
        "state = 'draft', published_at = NULL, digest = ''",
    ],
)
def test_no_column_of_a_published_grid_can_be_changed(change):
    grid = make_grid()
    before = contents()

    assert refused(f"UPDATE competencies_grid SET {change} WHERE id = %s", grid.pk)
    assert contents() == before


def test_a_published_grid_cannot_be_deleted():
    grid = make_grid()
    before = contents()

    assert refused("DELETE FROM competencies_grid WHERE id = %s", grid.pk)
    assert contents() == before


def test_a_grid_cannot_be_inserted_as_published():
    role = make_role()

    assert refused(
        "INSERT INTO competencies_grid (role_id, version, state, supplement_share, note, revision, created_at,"
        " published_at, digest, warnings) VALUES (%s, 1, 'published', 0, '', 0, now(), now(), 'x', '')",
        role.pk,
    )
    assert Grid.objects.count() == 0


@pytest.mark.parametrize("table", PARTS)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_no_part_of_a_published_grid_can_be_changed_or_deleted(table, statement):
    make_grid()
    before = contents()

    assert refused(statement.format(table))
    assert contents() == before


def test_nothing_can_be_inserted_into_a_published_grid():
    grid = make_grid()
    item, other = grid.items.first(), make_competency()
    before = contents()

    assert refused(
        'INSERT INTO competencies_griditem (grid_id, section, "order", competency_id, required_level, weight,'
        " must_have, name, definition) VALUES (%s, 'core', 9, %s, 3, 1, false, '', '')",
        grid.pk,
        other.pk,
    )
    assert refused(
        "INSERT INTO competencies_gridanchor (item_id, level, text) SELECT item_id, level + 10, text"
        " FROM competencies_gridanchor WHERE item_id = %s",
        item.pk,
    )
    assert refused(
        'INSERT INTO competencies_gridquestion (item_id, "order", text, checks, strong, weak, follow_ups, format,'
        " minutes) VALUES (%s, 9, 'q', 'c', 's', 'w', '', 'open', 5)",
        item.pk,
    )
    assert contents() == before


@pytest.mark.parametrize("table", ["competencies_grid", *PARTS])
def test_no_table_of_grids_can_be_truncated(table):
    make_grid()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows that wait for a check cannot be truncated anyway
    before = contents()

    assert refused(f"TRUNCATE {table} CASCADE") == f"{table} is append-only"
    assert contents() == before


def test_an_item_cannot_be_moved_from_a_draft_into_a_published_grid():
    published, draft = make_grid(), make_grid(published=False)

    assert refused("UPDATE competencies_griditem SET grid_id = %s WHERE grid_id = %s", published.pk, draft.pk)
    assert draft.items.count() == 2


def test_the_models_cannot_change_it_either():
    grid = make_grid()
    before = contents()

    for change in (
        lambda: GridItem.objects.filter(grid=grid).update(weight=1),
        lambda: GridAnchor.objects.all().delete(),
        lambda: GridQuestion.objects.update(minutes=1),
        grid.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert contents() == before


def test_a_published_grid_can_be_retired_and_nothing_else_changes_with_it():
    grid = make_grid()
    moment = timezone.now()

    changed = Grid.objects.filter(pk=grid.pk).update(state=GridState.RETIRED, retired_at=moment)

    grid.refresh_from_db()
    assert (changed, grid.state, grid.retired_at) == (1, GridState.RETIRED, moment)
    assert refused("UPDATE competencies_grid SET state = 'published', retired_at = NULL WHERE id = %s", grid.pk)
    assert refused("UPDATE competencies_grid SET note = 'late' WHERE id = %s", grid.pk)
    assert refused("DELETE FROM competencies_griditem WHERE grid_id = %s", grid.pk)


def test_retiring_cannot_carry_another_change():
    grid = make_grid()

    assert refused("UPDATE competencies_grid SET state = 'retired', note = 'slipped in' WHERE id = %s", grid.pk)
    grid.refresh_from_db()
    assert (grid.state, grid.note) == (GridState.PUBLISHED, "")


def test_a_draft_and_its_parts_can_be_changed_and_deleted():
    draft = make_grid(published=False)

    GridItem.objects.filter(grid=draft).update(required_level=5)
    assert [item.required_level for item in draft.items.all()] == [5, 5]
    draft.delete()
    assert GridItem.objects.count() == 0
