"""Bringing the chosen rows in: a few thousand in one transaction, each row gone the moment it is a candidate.

A worker may die at any time: what is committed is in, the rest is still there, and nothing is in twice.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from recruiting.domain.duplicates import seek_new
from recruiting.domain.errors import Refused
from recruiting.domain.importing import holding
from recruiting.domain.importing.limits import CHUNK
from recruiting.domain.importing.matching import recognise_people, recognise_repeats
from recruiting.enums import ApplicationState, ImportState, RowMatch, Scope
from recruiting.models import Application, Candidate, CandidateImport, ImportRow, Stage, StageMove, Vacancy

NOT_BROUGHT_IN = (RowMatch.HERE, RowMatch.REPEAT)


def waiting_rows(batch: CandidateImport):
    """The rows that are still to be brought in."""
    return ImportRow.objects.filter(batch=batch, is_good=True, chosen=True).exclude(match__in=NOT_BROUGHT_IN)


def bring_in(*, batch_id: int, now: datetime) -> None:
    """Bring in all chosen rows of a running import; a plain return when it is not running or in other hands."""
    batch = holding.take(batch_id, ImportState.RUNNING)
    if batch is None:
        return
    with translation.override(batch.by.language):
        try:
            while _bring_in_some(batch, now):
                pass
            _finish(batch, now)
        except Refused as refusal:
            holding.stop(batch, refusal.message, now=now)
        except holding.Lost:
            return


@transaction.atomic
def _bring_in_some(batch: CandidateImport, now: datetime) -> bool:
    """One portion; whether there was one."""
    vacancy = Vacancy.objects.select_for_update(no_key=True).get(pk=batch.vacancy_id)
    holding.keep(batch)
    if not vacancy.is_running:
        raise Refused(_("The vacancy is not open any more. Whoever was brought in before stays; the rest was left."))
    stage = vacancy.stages.filter(scope=Scope.CANDIDATE).order_by("order").first()
    if stage is None:
        raise Refused(_("This vacancy has no stage for candidates."))
    ids = list(waiting_rows(batch).order_by("line").values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return False
    recognise_people(batch, ids)
    _hold_known(ids)
    attached, added = _once_each(ids), _new(ids)
    _people(batch, added, now)
    _applications(batch, attached | added, stage, now)
    ImportRow.objects.filter(pk__in=[*attached, *added]).delete()
    seek_new(list(added.values()))
    holding.keep(
        batch,
        added=batch.added + len(added),
        attached=batch.attached + len(attached),
        passed=batch.passed + len(ids),
    )
    return True


def _hold_known(ids: list[int]) -> None:
    """Lock the people met again, in one order, so that none is merged away meanwhile; whoever is, comes in as new."""
    known = ImportRow.objects.filter(pk__in=ids, match__in=[RowMatch.EMAIL, RowMatch.PHONE])
    wanted = {pk for pk in known.values_list("match_candidate", flat=True) if pk is not None}
    people = Candidate.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    held = {person.pk for person in people.only("pk", "merged_into") if person.merged_into_id is None}
    known.exclude(match_candidate__in=held).update(match=RowMatch.NONE, match_candidate=None)


def _new(ids: list[int]) -> dict[int, int]:
    """Rows of new people, each with the number its person will have."""
    rows = ImportRow.objects.filter(pk__in=ids, match__in=[RowMatch.NONE, RowMatch.NAME]).order_by("line")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('recruiting_candidate', 'id')) FROM generate_series(1, %s)",
            [len(rows)],
        )
        return {row.pk: number for row, (number,) in zip(rows.only("pk"), cursor.fetchall(), strict=True)}


def _once_each(ids: list[int]) -> dict[int, int]:
    """Rows of known people with their person. Two lines may lead to one, by e-mail and by phone: the later repeats."""
    known = ImportRow.objects.filter(pk__in=ids, match__in=[RowMatch.EMAIL, RowMatch.PHONE]).order_by("line")
    first: dict[int, ImportRow] = {}
    for row in known.only("pk", "line", "match_candidate"):
        kept = first.setdefault(row.match_candidate or 0, row)
        if kept is not row:
            ImportRow.objects.filter(pk=row.pk).update(match=RowMatch.REPEAT, match_line=kept.line)
    return {row.pk: person for person, row in first.items()}


def _people(batch: CandidateImport, added: Mapping[int, int], now: datetime) -> None:
    """New people with what their names are sought by."""
    columns = ("full_name", "name_sort", "name_key", "email", "phone", "city", "language")
    given = {"added_by_id": batch.by_id, "added_at": now, "twins_sought": True}
    with connection.cursor() as cursor:
        taken = {"id": "person", "uid": "gen_random_uuid()", **{name: f"r.{name}" for name in columns}}
        _insert(cursor, Candidate, taken, given, added)
        cursor.execute(
            f"INSERT INTO recruiting_nameanchor (key, candidate_id) SELECT unnest(r.anchors), person FROM {FROM_ROWS}",  # noqa: S608 our own text
            [list(added), list(added.values())],
        )


def _applications(batch: CandidateImport, people: Mapping[int, int], stage: Stage, now: datetime) -> None:
    given = {"stage_id": stage.pk, "stage_since": now, "applied_at": now, "vacancy_id": batch.vacancy_id}
    given |= {"owner_id": batch.by_id}
    moved = {"to_stage_id": stage.pk, "by_id": batch.by_id, "at": now}
    moved |= {"from_state": ApplicationState.ACTIVE, "to_state": ApplicationState.ACTIVE}
    with connection.cursor() as cursor:
        taken = {"candidate_id": "person", "source": "r.source", "is_internal": "r.is_internal"}
        ids = _insert(cursor, Application, taken, given, people)
        _insert(cursor, StageMove, {"application_id": "person"}, moved, dict(zip(ids, ids, strict=True)), FROM_NUMBERS)


# What is written comes from rows of the import, each beside the number of its person, or from numbers alone.
FROM_NUMBERS = "unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS given(row, person, place)"
FROM_ROWS = f"{FROM_NUMBERS} JOIN recruiting_importrow r ON r.id = given.row"


def _insert(
    cursor,
    model: type[models.Model],
    taken: Mapping[str, str],
    given: Mapping[str, object],
    people: Mapping[int, int],
    source: str = FROM_ROWS,
) -> list[int]:
    """INSERT ... SELECT for these (row, person) pairs in their order; the new ids.

    `taken` says which expression of the row fills a column, `given` a value for all; every other column gets what the
    model gives it, so that a column added later needs no change here.
    """
    fields = [field for field in model._meta.concrete_fields if not (field.primary_key and field.attname not in taken)]
    wanted = [taken.get(field.attname, f"%s::{field.db_type(connection)}") for field in fields]
    ready = [
        field.get_db_prep_save(given.get(field.attname, field.get_default()), connection)
        for field in fields
        if field.attname not in taken
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    cursor.execute(
        f'INSERT INTO "{model._meta.db_table}" ({columns})'  # noqa: S608 names of our own columns
        f" SELECT {', '.join(wanted)} FROM {source} ORDER BY place RETURNING id",
        [*ready, list(people), list(people.values())],
    )
    return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def start(*, batch: CandidateImport, now: datetime) -> None:
    """Let the chosen rows be brought in. Raises Refused when there is none, or when it has been started already."""
    row = CandidateImport.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if row.state != ImportState.READY:
        raise Refused(_("This import has been started already."))
    recognise_repeats(row)
    total = waiting_rows(row).count()
    if not total:
        raise Refused(_("No row is chosen that could be brought in."))
    CandidateImport.objects.filter(pk=row.pk).update(
        state=ImportState.RUNNING, total=total, passed=0, touched_at=now, token=None, taken_until=None
    )


@transaction.atomic
def _finish(batch: CandidateImport, now: datetime) -> None:
    """Count what was left and let the file go."""
    left = ImportRow.objects.filter(batch=batch, is_good=True)
    holding.release(
        batch,
        state=ImportState.DONE,
        finished_at=now,
        touched_at=now,
        here_before=left.filter(match=RowMatch.HERE, chosen=True).count(),
        repeated=left.filter(match=RowMatch.REPEAT, chosen=True).count(),
        left_out=left.filter(~Q(chosen=True)).count(),
        emptied_at=None if ImportRow.objects.filter(batch=batch).exists() else now,
        head=[],
        content="",
    )
    name, storage = cast(str, batch.content.name), batch.content.storage
    transaction.on_commit(lambda: storage.delete(name))
