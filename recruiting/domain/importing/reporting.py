"""What is told of an import: faults in words, the rows that were not brought in, and an example to start from."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from recruiting.domain.importing.columns import HEADINGS, Field
from recruiting.enums import ImportState, RowMatch
from recruiting.models import CandidateImport, ImportRow

FAULTS = {
    "open_quote": gettext_lazy("A quotation mark is opened and not closed, or stands inside a value."),
    "long_line": gettext_lazy("The line is too long to be read."),
    "width": gettext_lazy("It has another number of values than the headings (%(value)s)."),
    "unreadable": gettext_lazy("“%(value)s” has signs that cannot be read."),
    "sheet_error": gettext_lazy("The formula gives the error %(value)s."),
    "no_name": gettext_lazy("The name is missing."),
    "long_name": gettext_lazy("The name is longer than 150 characters."),
    "no_contact": gettext_lazy("There is neither an e-mail address nor a phone number."),
    "email": gettext_lazy("“%(value)s” is not an e-mail address."),
    "phone": gettext_lazy("“%(value)s” is not a phone number."),
    "city": gettext_lazy("The city is longer than 100 characters."),
    "language": gettext_lazy("“%(value)s” is none of English, Russian and Romanian."),
    "is_internal": gettext_lazy("“%(value)s” is neither yes nor no."),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Fault(NamedTuple):
    """One thing wrong with a line: the column as the file names it, or "", and a sentence."""

    column: str
    words: str


def faults_of(row: ImportRow, headings: list[str]) -> list[Fault]:
    """What is wrong with a row, in words."""
    return [
        Fault(headings[number] if 0 <= number < len(headings) else "", str(FAULTS[code]) % {"value": value})
        for code, number, value in row.faults
    ]


def headings_of(batch: CandidateImport) -> list[str]:
    """The columns as the file names them, else numbered."""
    named = batch.head[batch.headings_at - 1][1] if batch.head and batch.headings_at else []
    return [
        (named[number].strip() if number < len(named) else "") or _("Column %(number)d") % {"number": number + 1}
        for number in range(len(batch.columns))
    ]


def neutral(cell: str) -> str:
    """A value that no spreadsheet takes for a formula. A phone number with its plus is left as it is."""
    return f"'{cell}" if cell.startswith(FORMULA) and not cell[1:].isdigit() else cell


def left_rows(batch: CandidateImport) -> Iterator[list[str]]:
    """Rows of the report: headings first, then line, reason and what stood there, for each row not brought in.

    Before an import is begun these are the rows with errors alone: of the others nothing is known yet.
    """
    columns = [str(Field(name).label) if name else "" for name in batch.columns]
    yield [_("Line"), _("Why it was not brought in"), *columns]
    rows = ImportRow.objects.filter(batch=batch).order_by("line")
    for row in (rows if batch.state == ImportState.DONE else rows.filter(is_good=False)).iterator():
        yield [str(row.line), neutral(_why(row, columns)), *map(neutral, row.cells)]


def _why(row: ImportRow, columns: list[str]) -> str:
    if row.faults:
        return " ".join(f"{one.column}: {one.words}" if one.column else one.words for one in faults_of(row, columns))
    if row.match == RowMatch.HERE:
        return _("Already in this vacancy.")
    if row.match == RowMatch.REPEAT:
        return _("Repeats line %(line)d.") % {"line": row.match_line or 0}
    return _("Left out by choice.")


def as_csv(rows) -> Iterator[str]:
    """Lines of a CSV file that office programs open in the right alphabet."""
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue()


def example_rows() -> Iterator[list[str]]:
    """A table in the reader's language that can be imported as it is."""
    fields = [Field.FULL_NAME, Field.EMAIL, Field.PHONE, Field.CITY, Field.LANGUAGE, Field.SOURCE, Field.IS_INTERNAL]
    yield [str(field.label) for field in fields]
    yes, no = pgettext("in a table", "yes"), pgettext("in a table", "no")
    yield ["Ana Rusu", "ana.rusu@example.org", "+37369123456", "Chișinău", "ro", _("Job site"), no]
    yield ["Павел Лунгу", "pavel@example.org", "+37379123456", "Bălți", "ru", _("Own employee"), yes]


assert set(HEADINGS) == set(Field), "every field has its headings"  # noqa: S101 at import, for whoever adds one
