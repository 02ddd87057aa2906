"""Bringing the chosen rows in: a few thousand in one transaction, each row gone the moment it is a candidate.

A worker may die at any time: what is committed is in, the rest is still there, and nothing is in twice.
"""

from datetime import datetime
from functools import partial
from typing import cast

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from recruiting.domain.duplicates import seek_many
from recruiting.domain.errors import Refused
from recruiting.domain.hands import side_by_side
from recruiting.domain.importing import holding
from recruiting.domain.importing.limits import CHUNK
from recruiting.domain.importing.matching import Lines, recognise_people
from recruiting.domain.importing.writing import fill_portion, write_applications, write_people
from recruiting.enums import ImportState, RowMatch, Scope
from recruiting.models import Candidate, CandidateImport, ImportRow, Stage, Vacancy

NOT_BROUGHT_IN = (RowMatch.HERE, RowMatch.REPEAT)
KNOWN = (RowMatch.EMAIL, RowMatch.PHONE)


def waiting_rows(batch: CandidateImport) -> QuerySet[ImportRow]:
    """The rows that are still to be brought in."""
    return ImportRow.objects.filter(batch=batch, is_good=True, chosen=True).exclude(match__in=NOT_BROUGHT_IN)


def bring_in(*, batch_id: int, now: datetime) -> None:
    """Bring in all chosen rows of a running import, then seek the twins of whoever is new.

    A plain return when it is not running or in other hands.
    """
    batch = holding.take(batch_id, ImportState.RUNNING)
    if batch is None:
        return
    with translation.override(batch.by.language):
        try:
            while parts := _portions(batch):
                side_by_side(partial(_bring_in_some, batch, now), parts)
            _finish(batch, now)
            batch.refresh_from_db(fields=["added"])
            seek_many(batch.added)
        except Refused as refusal:
            holding.stop(batch, refusal.message, now=now)
        except holding.Lost:
            return


def _portions(batch: CandidateImport) -> list[Lines]:
    lines = list(waiting_rows(batch).order_by("line").values_list("line", flat=True))
    return [(some[0], some[-1]) for some in (lines[start : start + CHUNK] for start in range(0, len(lines), CHUNK))]


@transaction.atomic
def _bring_in_some(batch: CandidateImport, now: datetime, lines: Lines) -> None:
    """One portion, beside others of the same import."""
    holding.join(batch)
    stage = _stage_held_open(batch.vacancy_id)
    waiting = waiting_rows(batch).filter(line__range=lines)
    passed = waiting.count()
    recognise_people(batch, lines)
    _hold_known(waiting)
    for marked in (HERE_BY_NOW, ONCE_EACH):
        _mark(batch, marked, lines)
    added, attached = fill_portion(waiting)
    write_people(batch, now)
    write_applications(batch, stage, now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the other hand does not wait for the import's row meanwhile
    holding.add(batch, added=added, attached=attached, passed=passed)


def _stage_held_open(vacancy_id: int) -> Stage:
    """Where people come in; the vacancy stays open to the end of the transaction. Raises Refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM recruiting_vacancy WHERE id = %s FOR SHARE", [vacancy_id])
    vacancy = Vacancy.objects.get(pk=vacancy_id)
    if not vacancy.is_running:
        raise Refused(_("The vacancy is not open any more. Whoever was brought in before stays; the rest was left."))
    stage = vacancy.stages.filter(scope=Scope.CANDIDATE).order_by("order").first()
    if stage is None:
        raise Refused(_("This vacancy has no stage for candidates."))
    return stage


def _hold_known(waiting: QuerySet[ImportRow]) -> None:
    """Lock the people met again, in one order, so that none is merged away meanwhile; whoever is, comes in as new."""
    known = waiting.filter(match__in=KNOWN)
    wanted = known.order_by().values("match_candidate")
    people = Candidate.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    held = [pk for pk, merged_into in people.values_list("pk", "merged_into") if merged_into is None]
    known.exclude(match_candidate__in=held).update(match=RowMatch.NONE, match_candidate=None)


# Two portions may lead to one person: the hand that had to wait for the person finds the application of the other.
HERE_BY_NOW = """
UPDATE recruiting_importrow r SET match = 'here' FROM recruiting_application here
WHERE r.batch_id = %(batch)s AND r.line BETWEEN %(first)s AND %(last)s AND r.is_good AND r.chosen
  AND r.match IN ('email', 'phone') AND here.candidate_id = r.match_candidate
  AND here.vacancy_id + 0 = %(vacancy)s AND here.twin_of_id IS NULL
"""
# Two lines may lead to one person, by e-mail and by phone: the later repeats.
ONCE_EACH = """
WITH known AS (
    SELECT id, line, min(line) OVER (PARTITION BY match_candidate) AS first FROM recruiting_importrow
    WHERE batch_id = %(batch)s AND line BETWEEN %(first)s AND %(last)s AND is_good AND chosen
      AND match IN ('email', 'phone')
)
UPDATE recruiting_importrow r SET match = 'repeat', match_line = known.first
FROM known WHERE r.id = known.id AND known.first < known.line
"""


def _mark(batch: CandidateImport, statement: str, lines: Lines) -> None:
    asked = {"batch": batch.pk, "vacancy": batch.vacancy_id, "first": lines[0], "last": lines[1]}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)


@transaction.atomic
def start(*, batch: CandidateImport, now: datetime) -> None:
    """Let the chosen rows be brought in. Raises Refused when there is none, or when it has been started already."""
    row = CandidateImport.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if row.state != ImportState.READY:
        raise Refused(_("This import has been started already."))
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
