"""Which worker has an import in hand. One that dies lets go after a minute; the regular round then finds another."""

import uuid
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Now

from recruiting.enums import ImportState
from recruiting.models import CandidateImport

PATIENCE = timedelta(minutes=1)
OF_IMPORTS = 0x5275_696D
"""Advisory locks of imports have this number, that no other lock of this database uses, and the import's id."""


class Lost(Exception):
    """Another worker has the import now, or somebody has given it up."""


def take(batch_id: int, state: ImportState) -> CandidateImport | None:
    """The import, if it is in `state` and nobody has it in hand."""
    token = uuid.uuid4()
    free = Q(taken_until=None) | Q(taken_until__lt=Now())
    mine = CandidateImport.objects.filter(free, pk=batch_id, state=state)
    if mine.update(token=token, taken_until=Now() + PATIENCE) != 1:
        return None
    taken = CandidateImport.objects.filter(pk=batch_id, token=token)  # somebody may have given it up meanwhile
    return taken.select_related("by", "vacancy").first()


def keep(batch: CandidateImport, **changes) -> None:
    """Go on holding it, with what has been done. Call it first in a transaction: it locks the row. Raises Lost."""
    mine = CandidateImport.objects.filter(pk=batch.pk, token=batch.token, state=batch.state)
    if mine.update(taken_until=Now() + PATIENCE, **changes) != 1:
        raise Lost
    for name, value in changes.items():
        setattr(batch, name, value)


def add(batch: CandidateImport, **counts: int) -> None:
    """Go on holding it, and add to its counts. Call it last in a transaction: others wait for the row. Raises Lost."""
    mine = CandidateImport.objects.filter(pk=batch.pk, token=batch.token, state=batch.state)
    more = {name: F(name) + count for name, count in counts.items()}
    if mine.update(taken_until=Now() + PATIENCE, **more) != 1:
        raise Lost


def join(batch: CandidateImport) -> None:
    """Work on its rows to the end of the transaction, beside others who do; whoever wants it `whole` waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [OF_IMPORTS, batch.pk])


def whole(batch: CandidateImport) -> None:
    """Have it alone to the end of the transaction. Call it before any row of the import is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [OF_IMPORTS, batch.pk])


def release(batch: CandidateImport, **changes) -> None:
    """Let go of it in its new state. Raises Lost."""
    mine = CandidateImport.objects.filter(pk=batch.pk, token=batch.token)
    if mine.update(token=None, taken_until=None, **changes) != 1:
        raise Lost


def stop(batch: CandidateImport, problem: str, *, now: datetime) -> None:
    """Leave it as it stands, with the reason."""
    release(batch, state=ImportState.FAILED, problem=problem, touched_at=now)
