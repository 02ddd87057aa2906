"""Taking a file in: what it is, how it is to be read, what its columns hold; and letting it go again."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.domain.importing import holding
from recruiting.domain.importing.columns import check_columns, heading_place, recognise
from recruiting.domain.importing.guessing import guess
from recruiting.domain.importing.limits import HEAD_LINES, KEPT_DAYS, MOST_COLUMNS
from recruiting.domain.importing.reading import Layout, read_lines
from recruiting.domain.importing.sheets import check_sheet
from recruiting.domain.importing.waking import wake
from recruiting.domain.uploads import too_large
from recruiting.enums import ImportState
from recruiting.models import CandidateImport, ImportRow, Vacancy

READ = "recruiting.tasks.read_import"
KEPT = timedelta(days=KEPT_DAYS)


@dataclass(frozen=True)
class Wishes:
    """What holds for every line that does not say otherwise."""

    source: str
    language: str
    is_internal: bool
    city: str


def receive(*, vacancy: Vacancy, upload: UploadedFile, wishes: Wishes, by: User, now: datetime) -> CandidateImport:
    """Keep the file and say how it will be read; it is checked next if its columns are known. Raises Refused."""
    if not vacancy.is_running:
        raise Refused(_("This vacancy is not open, so nobody can be added."))
    if (upload.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise too_large()
    file = cast(BinaryIO, upload.file)
    layout = guess(file, language=by.language)
    batch = CandidateImport(
        vacancy=vacancy,
        by=by,
        created_at=now,
        touched_at=now,
        name=PurePath(upload.name or "").name[-200:],
        size=upload.size or 0,
        region=by.country,
        source=wishes.source,
        language=wishes.language,
        is_internal=wishes.is_internal,
        city=wishes.city,
    )
    _describe(batch, file, layout, headings_at=None)
    file.seek(0)
    batch.content.save("import", upload, save=False)
    with transaction.atomic():
        batch.save()
        _go_on(batch)
    return batch


@transaction.atomic
def read_again(
    *, batch: CandidateImport, layout: Layout, headings_at: int, columns: list[str] | None, now: datetime
) -> CandidateImport:
    """Read the file in another way; without `columns` they are recognised anew. Raises Refused."""
    row = CandidateImport.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if row.state not in (ImportState.COLUMNS, ImportState.READY, ImportState.FAILED) or not row.content:
        raise Refused(_("This import is under way or done: it is read no more."))
    with row.content.open("rb") as file:
        _describe(row, file, layout, headings_at=headings_at)
    if columns is not None:
        check_columns(columns)
        row.columns = (columns + [""] * len(row.columns))[: len(row.columns)]
    row.touched_at, row.problem, row.state = now, "", ImportState.COLUMNS
    ImportRow.objects.filter(batch=row).delete()
    row.save()
    _go_on(row)
    return row


def _describe(batch: CandidateImport, file, layout: Layout, *, headings_at: int | None) -> None:
    """Note the layout and the first lines; what the columns hold is recognised by the one that names them.

    Titles above it are left out. A sheet is as wide as its widest line, whatever stands in the headings.
    """
    with closing(read_lines(file, layout)) as lines:
        head = [(line.number, line.cells[:MOST_COLUMNS]) for line in islice(lines, HEAD_LINES + 1)]
    if not head or not head[0][1]:
        raise Refused(_("The file has no rows that can be read."))
    batch.kind, batch.encoding, batch.delimiter = layout.kind, layout.encoding, layout.delimiter
    batch.sheet, batch.head = layout.sheet[:100], _kept(head)
    batch.sheets = check_sheet(file) if layout.kind == "xlsx" else []
    first = [cells for _number, cells in head[:HEAD_LINES]]
    batch.headings_at = heading_place(first) if headings_at is None else min(headings_at, len(first))
    named = recognise(first[batch.headings_at - 1]) if batch.headings_at else []
    width = max(map(len, first)) if layout.kind == "xlsx" or not any(named) else len(named)
    batch.columns = [str(column) for column in named] + [""] * (width - len(named))


def _kept(head: list) -> list:
    """The first lines as they are shown: nothing a database cannot hold, no endless cell."""
    return [[number, [cell.replace("\0", "\ufffd")[:200] for cell in cells]] for number, cells in head]


def _go_on(batch: CandidateImport) -> None:
    """Let a worker check the lines as soon as it is known what the columns hold."""
    try:
        check_columns(batch.columns)
    except Refused:
        return
    batch.state = ImportState.CHECKING
    batch.total = batch.passed = batch.good = batch.bad = 0
    batch.token = batch.taken_until = None
    batch.save()
    transaction.on_commit(lambda: wake(READ, batch.pk))


@transaction.atomic
def forget(*, batch: CandidateImport, now: datetime) -> None:
    """Remove the file and all rows; the counts stay. An import that is under way ends where it stands."""
    holding.whole(batch)
    row = CandidateImport.objects.select_for_update(no_key=True).get(pk=batch.pk)
    ImportRow.objects.filter(batch=row).delete()
    name, storage = row.content.name, row.content.storage
    state = row.state if row.state in (ImportState.DONE, ImportState.FAILED) else ImportState.FAILED
    problem = row.problem or ("" if state == ImportState.DONE else _("It was removed before it was done."))
    CandidateImport.objects.filter(pk=row.pk).update(
        state=state, problem=problem, head=[], content="", token=None, taken_until=None, emptied_at=now, touched_at=now
    )
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def forget_old(*, now: datetime) -> int:
    """Remove what nobody has touched for the days it is kept; how many imports it were."""
    old = Q(touched_at__lt=now - KEPT)
    batches = list(CandidateImport.objects.filter(old, emptied_at=None))
    for batch in batches:
        forget(batch=batch, now=now)
    return len(batches)
