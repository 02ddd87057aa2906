"""The page of a person's archive: what its JSON says, in words and dates that the person reads, without empty lines."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Field
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import Language, Role
from recruiting.domain.people_data.archive_words import COLUMNS, SORTS
from recruiting.domain.people_data.columns import field_of
from recruiting.enums import FileKind
from recruiting.models import Candidate

ANSWERS = {"given", "holds"}  # a "no" here says something; elsewhere it only fills the page
Rows = Iterable[Mapping[str, Any]]
Line = tuple[str, str]


def page_of(
    candidate: Candidate, said: Mapping[str, Any], told: Iterable[tuple[type, str, Rows]], now: datetime
) -> str:
    """`said` is what the JSON says; `told` are rows with their model and sort, in which choices find their words."""
    with translation.override(candidate.language):
        blocks: dict[str, list[list[Line]]] = {sort: [] for sort in SORTS}
        for model, sort, rows in told:
            blocks.setdefault(sort, []).extend(_lines(row, model) for row in rows)
        blocks["merged_records"] = [_lines(row, Candidate) for row in said["merged_records"]]
        blocks["files"] = [_lines(row | {"kind": str(FileKind(row["kind"]).label)}) for row in said["files"]]
        context = {
            "name": candidate.full_name,
            "person": _lines(said["person"], Candidate),
            "sections": [(SORTS.get(sort, sort), some) for sort, rows in blocks.items() if (some := _full(rows))],
            "now": now,
            "language": candidate.language,
        }
        return render_to_string("recruiting/people_data/archive.html", context)


def _full(rows: list[list[Line]]) -> list[list[Line]]:
    return [row for row in rows if row]


def _lines(row: Mapping[str, Any], model: type | None = None) -> list[Line]:
    """Label and words of each column that says something."""
    shown = ((column, _words(column, value, model)) for column, value in row.items())
    return [(str(COLUMNS.get(column, column)), words) for column, words in shown if words]


def _words(column: str, value: Any, model: type | None) -> str:
    if column == "written_by":
        return str(Role(value).label) if value in Role.values else ""
    if column == "language":
        return str(Language(value).label) if value in Language.values else str(value)
    if value is False and column not in ANSWERS:
        return ""
    field = field_of(model, column.replace(".", "__")) if model else None
    return _plain(value, field)


def _plain(value: Any, field: Field | None = None) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and (choices := dict(field.flatchoices)):
        words = str(choices.get(value, value))
        return f"{value} · {words}" if isinstance(value, int) else words
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {words}" for name, one in value.items() if (words := _plain(one)))
    return "\n".join(filter(None, map(_plain, value))) if isinstance(value, list) else str(value)
