"""Letters, structures of job descriptions, legal profiles, portraits and mistakes: texts with their parts."""

from pathlib import Path
from typing import Any

from competencies.domain.loading.files import Entry
from competencies.domain.loading.reader import Reader
from competencies.domain.loading.rows import Columns, Lines, fields_of, upsert
from competencies.enums import TextKind
from competencies.models import LibraryText, TextPart

TEXT: Columns = {"plain": ("kind", "facts"), "texts": ("title", "note", "body")}
PARTS = Lines(TextPart, "text", "parts", texts=("group", "title", "note", "body"), linked=True)


def parse_text(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "kind": entry.choice("kind", TextKind.values),
        "role": entry.reference_or_none("role"),
        "title": entry.text("title", longest=200),
        "note": entry.text("note", optional=True),
        "body": entry.block("body", optional=True),
        "facts": entry.take("facts", None) or {},
        "parts": [_parse_part(entry.inner(one)) for one in entry.many("parts")],
    }
    entry.finish()
    if not isinstance(content["facts"], dict):
        raise entry.bad("facts: a mapping was expected")
    return Entry(path, key, content)


def _parse_part(entry: Reader) -> dict[str, Any]:
    content = {
        "group": entry.text("group", longest=200),
        "title": entry.text("title", optional=True, longest=300),
        "note": entry.text("note", optional=True),
        "body": entry.block("body"),
        "competency": entry.reference_or_none("competency"),
    }
    entry.finish()
    return content


def current_texts() -> dict[str, dict]:
    rows = LibraryText.objects.select_related("role").prefetch_related(PARTS.path)
    return {
        row.key: fields_of(row, **TEXT) | {"role": row.role.key if row.role else None, "parts": PARTS.read(row)}
        for row in rows
    }


def save_texts(entries: list[Entry], competency_ids: dict[str, int], role_ids: dict[str, int]) -> None:
    ids = upsert(LibraryText, entries, **TEXT, links={"role": role_ids})
    PARTS.write(entries, ids, competency_ids)
