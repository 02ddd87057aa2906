"""Which worker has an import in hand. One that dies lets go after a minute; the regular round then finds another."""

import uuid
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from recruiting.enums import ImportState
from recruiting.models import CandidateImport

PATIENCE = timedelta(minutes=1)


class Lost(Exception):
    """Another worker has the import now, or somebody has given it up."""


def take(batch_id: int, state: ImportState) -> CandidateImport | None:
    """The import, if it is in `state` and nobody has it in hand."""
    token = uuid.uuid4()
    free = Q(taken_until=None) | Q(taken_until__lt=Now())
    mine = CandidateImport.objects.filter(free, pk=batch_id, state=state)
    if mine.update(token=token, taken_until=Now() + PATIENCE) != 1:
        return None
    return CandidateImport.objects.select_related("by", "vacancy").get(pk=batch_id)


def keep(batch: CandidateImport, **changes) -> None:
    """Go on holding it, with what has been done. Call it first in a transaction: it locks the row. Raises Lost."""
    mine = CandidateImport.objects.filter(pk=batch.pk, token=batch.token, state=batch.state)
    if mine.update(taken_until=Now() + PATIENCE, **changes) != 1:
        raise Lost
    for name, value in changes.items():
        setattr(batch, name, value)


def release(batch: CandidateImport, **changes) -> None:
    """Let go of it in its new state. Raises Lost."""
    mine = CandidateImport.objects.filter(pk=batch.pk, token=batch.token)
    if mine.update(token=None, taken_until=None, **changes) != 1:
        raise Lost


def stop(batch: CandidateImport, problem: str, *, now: datetime) -> None:
    """Leave it as it stands, with the reason."""
    release(batch, state=ImportState.FAILED, problem=problem, touched_at=now)
