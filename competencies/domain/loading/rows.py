"""Rows as content and content as rows: the same mapping, read from the database and written to it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from competencies.domain.languages import column_names, columns, texts_of
from competencies.domain.loading.files import Entry

BATCH = 500


def fields_of(row: Model, *, plain: Sequence[str], texts: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in plain} | {name: texts_of(row, name) for name in texts}


def values(content: dict, *, plain: Sequence[str], texts: Sequence[str]) -> dict[str, Any]:
    """The content's own columns; what belongs to other tables is left out."""
    written = {name: content[name] for name in plain}
    for name in texts:
        written |= columns(name, content[name])
    return written


def upsert(
    model: type[Model],
    entries: Iterable[Entry],
    *,
    plain: Sequence[str],
    texts: Sequence[str],
    also: Sequence[str] = (),
) -> dict[str, int]:
    """Write the entries' own columns by key, `also` naming columns that follow from them; the rows' ids by key."""
    entries = list(entries)
    rows = [model(key=entry.key, **values(entry.content, plain=plain, texts=texts)) for entry in entries]
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[*plain, *texts, *column_names(*texts), *also],
        batch_size=BATCH,
    )
    return ids_by_key(model, [entry.key for entry in entries])


def ids_by_key(model: type[Model], keys: Iterable[str]) -> dict[str, int]:
    return dict(model._default_manager.filter(key__in=list(keys)).values_list("key", "pk"))
