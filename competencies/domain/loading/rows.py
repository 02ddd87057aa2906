"""Rows as content and content as rows: the same mapping, read from the database and written to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypedDict

from django.db.models import Model

from competencies.domain.languages import column_names, columns, texts_of
from competencies.domain.loading.files import Entry

BATCH = 500
Links = Mapping[str, Mapping[str, int]]
NO_LINKS: Links = MappingProxyType({})


class Columns(TypedDict):
    """The columns of a table that an entry fills: plain values, and texts in every language."""

    plain: Sequence[str]
    texts: Sequence[str]


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
    links: Links = NO_LINKS,
) -> dict[str, int]:
    """Write the entries' own columns by key; the rows' ids by key.

    `also` names columns that follow from the others, `links` the ids behind keys of other tables, by column.
    """
    entries = list(entries)
    rows = [
        model(key=entry.key, **values(entry.content, plain=plain, texts=texts), **_linked(entry.content, links))
        for entry in entries
    ]
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[*plain, *texts, *column_names(*texts), *also, *links],
        batch_size=BATCH,
    )
    return ids_by_key(model, [entry.key for entry in entries])


def _linked(content: dict, links: Links) -> dict[str, int | None]:
    return {f"{column}_id": ids[content[column]] if content[column] else None for column, ids in links.items()}


@dataclass(frozen=True)
class Lines:
    """A list inside an entry, kept as rows of `model` that belong to the entry's row by `parent`, in order."""

    model: type[Model]
    parent: str
    field: str
    plain: Sequence[str] = ()
    texts: Sequence[str] = ()
    linked: bool = False  # whether a line may name a competency

    def write(self, entries: Iterable[Entry], ids: Mapping[str, int], competency_ids: Mapping[str, int]) -> None:
        """Replace the lines of these entries."""
        links: Links = {"competency": competency_ids} if self.linked else NO_LINKS
        rows = self.model._default_manager
        rows.filter(**{f"{self.parent}__in": list(ids.values())}).delete()
        rows.bulk_create(
            [
                self.model(
                    **{f"{self.parent}_id": ids[entry.key], "order": order},
                    **values(line, plain=self.plain, texts=self.texts),
                    **_linked(line, links),
                )
                for entry in entries
                for order, line in enumerate(entry.content[self.field], start=1)
            ],
            batch_size=BATCH,
        )

    def read(self, row: Model) -> list[dict[str, Any]]:
        """The lines of one row as content; prefetch `path` before."""
        return [self._content(line) for line in getattr(row, self.field).all()]

    def _content(self, line: Any) -> dict[str, Any]:
        content = fields_of(line, plain=self.plain, texts=self.texts)
        return content | {"competency": line.competency.key if line.competency else None} if self.linked else content

    @property
    def path(self) -> str:
        return f"{self.field}__competency" if self.linked else self.field


def ids_by_key(model: type[Model], keys: Iterable[str]) -> dict[str, int]:
    return dict(model._default_manager.filter(key__in=list(keys)).values_list("key", "pk"))
