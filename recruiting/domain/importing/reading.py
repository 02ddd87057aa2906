"""The lines of a table as lists of texts, whatever kind of file it is. Nothing of the file is held in memory."""

import csv
import io
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from recruiting.domain.importing.limits import LONGEST_LINE, MOST_COLUMNS, MOST_LINES
from recruiting.domain.importing.sheets import sheet_rows

OPEN_QUOTE, LONG_LINE = "open_quote", "long_line"


@dataclass(frozen=True)
class Layout:
    """How a file is to be read: kind csv or xlsx; encoding and delimiter, or the sheet."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Line:
    """One record: the number of its first line in the file, its cells, and a fault code when it could not be read."""

    number: int
    cells: list[str]
    fault: str = ""


def read_lines(file: BinaryIO, layout: Layout) -> Generator[Line, None, None]:
    """Records that are not blank. Raises Refused when a spreadsheet is broken."""
    file.seek(0)
    if layout.kind == "xlsx":
        yield from (Line(number, cells) for number, cells in sheet_rows(file, layout.sheet))
        return
    text = io.TextIOWrapper(file, encoding=layout.encoding, errors="replace", newline="")
    try:
        yield from csv_lines(text, layout.delimiter)
    finally:
        text.detach()


def csv_lines(text: TextIO, delimiter: str) -> Iterator[Line]:
    """Records of delimited text, each to the last column that is read, as of a spreadsheet.

    A stray quotation mark costs its own line only: reading goes on with the next.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _LongLine:
            yield Line(lines.first, [], LONG_LINE)
        except (csv.Error, _OpenQuote):
            yield Line(lines.first, [lines.record[0].rstrip("\r\n")], OPEN_QUOTE)
            lines.go_back()
        else:
            if any(cell.strip() for cell in cells) and not _names_separator(lines.first, cells):
                yield Line(lines.first, cells[:MOST_COLUMNS])


def _names_separator(number: int, cells: list[str]) -> bool:
    """The line "sep=;" by which some programs tell a spreadsheet what separates the columns."""
    return number == 1 and cells[0].strip().lower() in {"sep=", "sep=,", "sep=;", "sep=|", "sep=\t"}


class _LongLine(Exception):
    pass


class _OpenQuote(Exception):
    pass


class _Lines:
    """Feeds the csv module line by line, and can feed the lines of the last record again but for its first."""

    def __init__(self, text: TextIO):
        self.text = text
        self.number = self.first = 0
        self.record: list[str] = []
        self._again: deque[str] = deque()

    def begin(self) -> None:
        self.record, self.first = [], self.number + 1

    def go_back(self) -> None:
        self._again.extendleft(reversed(self.record[1:]))
        self.number = self.first

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self.text.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            self._skip_rest(line)
            raise _LongLine
        self.record.append(line)
        if len(self.record) > MOST_LINES:
            raise _OpenQuote
        return line

    def _skip_rest(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self.text.readline(LONGEST_LINE + 1)
