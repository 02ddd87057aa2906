"""Writing one portion of an import: a statement for each table, out of the rows that are in the database already."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, models
from django.db.models import QuerySet

from recruiting.enums import ApplicationState
from recruiting.models import Application, Candidate, CandidateImport, ImportRow, Stage, StageMove

# Rows of a portion, each beside the number that its person has or will have. It goes with the transaction.
PORTION = """
CREATE TEMPORARY TABLE IF NOT EXISTS import_portion (
    row bigint NOT NULL, line integer NOT NULL, person bigint NOT NULL, is_new boolean NOT NULL
) ON COMMIT DROP;
TRUNCATE import_portion
"""
FILL = """
INSERT INTO import_portion
SELECT id, line, CASE WHEN known THEN match_candidate ELSE nextval('{people}') END, NOT known
FROM (SELECT id, line, match_candidate, match IN ('email', 'phone') AS known FROM ({waiting}) rows ORDER BY line) rows
"""
ROWS = "import_portion p JOIN recruiting_importrow r ON r.id = p.row"


def fill_portion(waiting: QuerySet[ImportRow]) -> tuple[int, int]:
    """Note which of the waiting rows are whom; how many are new and how many known."""
    rows, given = waiting.order_by().values("id", "line", "match_candidate", "match").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(PORTION)
        cursor.execute("SELECT pg_get_serial_sequence('recruiting_candidate', 'id')")
        [people] = cursor.fetchone()
        cursor.execute(FILL.format(people=people, waiting=rows), given)
        cursor.execute("ANALYZE import_portion")
        cursor.execute("SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM import_portion")
        return cursor.fetchone()


def write_people(batch: CandidateImport, now: datetime) -> None:
    """New people with what their names are sought by."""
    columns = ("full_name", "name_sort", "name_key", "email", "phone", "city", "language")
    taken = {"id": "p.person", "uid": "gen_random_uuid()", **{name: f"r.{name}" for name in columns}}
    given = {"added_by_id": batch.by_id, "added_at": now}
    people = insert_select(Candidate, taken, given, f"{ROWS} WHERE p.is_new ORDER BY p.line")
    with connection.cursor() as cursor:
        cursor.execute(*people)
        cursor.execute(
            "INSERT INTO recruiting_nameanchor (key, candidate_id, marks, more_marks)"  # noqa: S608 our own text
            f" SELECT unnest(r.anchors), p.person, r.marks, r.more_marks FROM {ROWS} WHERE p.is_new"
        )


def write_applications(batch: CandidateImport, stage: Stage, now: datetime) -> None:
    """An application of everybody, with its first step; the rows they came from go."""
    taken = {"candidate_id": "p.person", "source": "r.source", "is_internal": "r.is_internal"}
    given = {"stage_id": stage.pk, "stage_since": now, "applied_at": now, "vacancy_id": batch.vacancy_id}
    given |= {"owner_id": batch.by_id}
    moved = {"to_stage_id": stage.pk, "by_id": batch.by_id, "at": now}
    moved |= {"from_state": ApplicationState.ACTIVE, "to_state": ApplicationState.ACTIVE}
    applied, values = insert_select(Application, taken, given, f"{ROWS} ORDER BY p.line")
    steps, more = insert_select(StageMove, {"application_id": "applied.id"}, moved, "applied")
    with connection.cursor() as cursor:
        cursor.execute(f"WITH applied AS ({applied} RETURNING id) {steps}", [*values, *more])
        cursor.execute("DELETE FROM recruiting_importrow r USING import_portion p WHERE r.id = p.row")


def insert_select(
    model: type[models.Model], taken: Mapping[str, str], given: Mapping[str, object], source: str
) -> tuple[str, list]:
    """INSERT ... SELECT with its values.

    `taken` says which expression of the source fills a column, `given` a value for all; every other column gets what
    the model gives it, so that a column added later needs no change here.
    """
    fields = [field for field in model._meta.concrete_fields if not (field.primary_key and field.attname not in taken)]
    wanted = [taken.get(field.attname, f"%s::{field.db_type(connection)}") for field in fields]
    values = [
        field.get_db_prep_save(given.get(field.attname, field.get_default()), connection)
        for field in fields
        if field.attname not in taken
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    return f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(wanted)} FROM {source}', values  # noqa: S608 our own names
