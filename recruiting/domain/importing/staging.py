"""Reading a file into rows that a person can look through, in steps that another worker can repeat."""

import json
from collections.abc import Generator, Iterable
from contextlib import closing
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.sortkey import sort_key
from recruiting.domain.errors import Refused
from recruiting.domain.importing import holding
from recruiting.domain.importing.checking import Checked, Checker, Defaults
from recruiting.domain.importing.limits import CHUNK, MOST_ROWS
from recruiting.domain.importing.matching import recognise_all
from recruiting.domain.importing.reading import Layout, read_lines
from recruiting.domain.importing.sheets import sheet_size
from recruiting.domain.namesakes import anchors, name_key, signature
from recruiting.enums import ImportState
from recruiting.models import CandidateImport, ImportRow

COLUMNS = (
    "batch_id, line, cells, faults, full_name, name_sort, name_key, anchors, marks, more_marks, email, phone, city,"
    " language, source, is_internal, is_good, chosen"
)

PIECE = 200
MASKED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def read_in(*, batch_id: int, now: datetime) -> None:
    """Read, check and recognise all lines of an import that is to be checked; log-free return when it is not."""
    batch = holding.take(batch_id, ImportState.CHECKING)
    if batch is None:
        return
    with translation.override(batch.by.language):
        try:
            ImportRow.objects.filter(batch=batch).delete()
            _stage(batch)
            _recognise(batch, now)
        except Refused as refusal:
            holding.stop(batch, refusal.message, now=now)
        except holding.Lost:
            return


def layout_of(batch: CandidateImport) -> Layout:
    return Layout(batch.kind, batch.encoding, batch.delimiter, batch.sheet)


def checker_of(batch: CandidateImport) -> Checker:
    """What checks the lines of this import."""
    defaults = Defaults(batch.region, batch.language, batch.source, batch.is_internal, batch.city)
    return Checker(batch.columns, defaults, strict_width=batch.kind == "csv")


def checked_rows(batch: CandidateImport, file) -> Generator[Checked, None, None]:
    """All lines of the file but its headings. Raises Refused past the limit."""
    check = checker_of(batch).check
    with closing(read_lines(file, layout_of(batch))) as lines:
        for number, line in enumerate(islice(lines, batch.headings_at, None), start=1):
            if number > MOST_ROWS:
                raise _too_many()
            yield check(line)


def _too_many() -> Refused:
    words = ngettext(
        "The file has more than %(most)d row. Split it and import the parts one after another.",
        "The file has more than %(most)d rows. Split it and import the parts one after another.",
        MOST_ROWS,
    )
    return Refused(words % {"most": MOST_ROWS})


def _stage(batch: CandidateImport) -> None:
    passed = 0
    with batch.content.open("rb") as file, closing(checked_rows(batch, file)) as rows:
        total = _size(batch, file)
        while copied := _stage_some(batch, islice(rows, CHUNK), passed, total):
            passed += copied
    if not passed:
        raise Refused(_("The file has headings, but no rows."))


@transaction.atomic
def _stage_some(batch: CandidateImport, rows: Iterable[Checked], passed: int, total: int) -> int:
    """One portion; how many rows it had."""
    holding.keep(batch)
    copied = copy_rows(batch, rows)
    holding.keep(batch, passed=min(passed + copied, total), total=total)
    return copied


def _size(batch: CandidateImport, file) -> int:
    """Rows to expect, for the progress bar."""
    if batch.kind == "xlsx":
        return max(1, sheet_size(file, batch.sheet))
    file.seek(0)
    return max(1, sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 16), b"")))


def copy_rows(batch: CandidateImport, rows: Iterable[Checked]) -> int:
    """Write the rows by COPY, a piece at a time, so that the database writes while the next ones are read; how many.

    The text format is put together here: the driver takes three times as long for it.
    """
    rows, copied = iter(rows), 0
    with connection.cursor() as cursor, cursor.copy(f"COPY recruiting_importrow ({COLUMNS}) FROM STDIN") as copy:
        while piece := [_line(batch.pk, row) for row in islice(rows, PIECE)]:
            copy.write("".join(piece))
            copied += len(piece)
    return copied


def _line(batch: int, row: Checked) -> str:
    """A row as COPY reads it: columns between tabs, what would end a column or a line masked."""
    key, good = name_key(row.full_name), not row.faults
    marks, more_marks = signature(key)
    cells = ",".join([_quoted(cell) for cell in row.cells])
    texts = (
        f"{{{cells}}}",
        json.dumps(row.faults) if row.faults else "[]",
        row.full_name,
        sort_key(row.full_name) if good else "",
        key,
        f"{{{','.join(map(str, anchors(key)))}}}" if good else "{}",
        str(marks),
        str(more_marks),
        row.email,
        row.phone,
        row.city,
        row.language,
        row.source,
        "t" if row.is_internal else "f",
    )
    told = "t" if good else "f"
    written = "\t".join(texts)
    if "\\" in written or "\n" in written or "\r" in written or written.count("\t") >= len(texts):
        written = "\t".join([text.translate(MASKED) for text in texts])
    return f"{batch}\t{row.line}\t{written}\t{told}\t{told}\n"


def _quoted(cell: str) -> str:
    """An element of an array."""
    masked = cell.replace("\\", "\\\\").replace('"', '\\"') if "\\" in cell or '"' in cell else cell
    return f'"{masked}"'


@transaction.atomic
def _recognise(batch: CandidateImport, now: datetime) -> None:
    rows = ImportRow.objects.filter(batch=batch)
    holding.keep(batch, passed=batch.total, total=batch.total)
    recognise_all(batch)
    good = rows.filter(is_good=True).count()
    holding.release(
        batch, state=ImportState.READY, good=good, bad=rows.filter(~Q(is_good=True)).count(), touched_at=now
    )
