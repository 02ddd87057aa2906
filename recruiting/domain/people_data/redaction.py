"""Proof that a text about somebody else says less because an erased person's name was taken out, and nothing else."""

import hashlib
from collections.abc import Iterable

from django.db.models import Model

from recruiting.models import DestructionRecord, Redaction


def remember(record: DestructionRecord, model: type[Model], row: int, column: str) -> Redaction:
    """The digest of what the text says now, not yet saved."""
    said = model._default_manager.values_list(column, flat=True).get(pk=row)
    return Redaction(record=record, model=model._meta.label_lower, row=row, column=column, digest=_digest(said))


def redacted_columns(rows: Iterable[Model]) -> set[tuple[int, str]]:
    """(row, column) of those texts of one table that still are what an erasure left of them; one query."""
    by_key = {row.pk: row for row in rows}
    if not by_key:
        return set()
    label = next(iter(by_key.values()))._meta.label_lower
    found = Redaction.objects.filter(model=label, row__in=by_key)
    return {(one.row, one.column) for one in found if _digest(getattr(by_key[one.row], one.column)) == one.digest}


def _digest(said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()
