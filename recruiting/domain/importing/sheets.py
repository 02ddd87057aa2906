"""Spreadsheets: what is inside is looked at before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from recruiting.domain.errors import Refused
from recruiting.domain.importing.limits import MOST_COLUMNS, MOST_ROWS, SHARED_TEXTS, UNPACKED

BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError)
LAST_ROW = 1_048_576
"""The last row that a spreadsheet can have; a number beyond it is made up."""


def check_sheet(file: BinaryIO) -> list[str]:
    """The names of the visible sheets. Raises Refused when the file is broken or unpacks to too much."""
    _check_archive(file)
    with _opened(file) as book:
        names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not names:
        raise Refused(_("The file has no sheet with rows."))
    return names


def sheet_rows(file: BinaryIO, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the row, its cells as text) for rows that are not blank; formulas give the value saved with them."""
    with _opened(file) as book:
        if sheet not in book.sheetnames:
            raise Refused(_("The file has no sheet “%(sheet)s”.") % {"sheet": sheet})
        page = book[sheet]
        page.reset_dimensions()
        rows = page.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=LAST_ROW)
        try:
            for number, values in enumerate(rows, start=1):
                if any(value is not None and value != "" for value in values):
                    yield number, _without_tail([as_text(value) for value in values])
        except (*BROKEN, SyntaxError) as error:
            raise _broken() from error


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def sheet_size(file: BinaryIO, sheet: str) -> int:
    """Rows the sheet says it has; only good for a progress bar."""
    with _opened(file) as book:
        return min(book[sheet].max_row or MOST_ROWS, MOST_ROWS) if sheet in book.sheetnames else MOST_ROWS


def as_text(value: Any) -> str:
    """What a person sees in the cell: whole numbers without a point, dates as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


class _opened:
    """The workbook, closed at the end; a broken one is refused."""

    def __init__(self, file: BinaryIO):
        self.file = file

    def __enter__(self):
        self.file.seek(0)
        try:
            self.book = load_workbook(self.file, read_only=True, data_only=True, keep_links=False)
        except (*BROKEN, SyntaxError) as error:
            raise _broken() from error
        return self.book

    def __exit__(self, *_error) -> None:
        self.book.close()


def _check_archive(file: BinaryIO) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        raise _broken() from error
    if any(part.flag_bits & 1 for part in parts):
        raise protected()
    texts = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if sum(part.file_size for part in parts) > UNPACKED or texts > SHARED_TEXTS:
        raise Refused(_("The spreadsheet unpacks to far more than people fill in. Save the rows alone in a new file."))


def _broken() -> Refused:
    return Refused(_("The spreadsheet cannot be read: it is damaged. Open it, save it again and choose it once more."))


def protected() -> Refused:
    """The refusal of a file that needs a password."""
    return Refused(_("The file is protected with a password. Save it without one and choose it again."))
