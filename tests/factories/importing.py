"""Files of people, and imports begun with them."""

import io
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import User
from recruiting.domain.importing.receiving import Wishes, receive
from recruiting.enums import Source
from recruiting.models import CandidateImport, Vacancy

HEADINGS = ["Name", "E-mail", "Phone", "City"]


def csv_bytes(*rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8", headings=HEADINGS) -> bytes:
    lines = [delimiter.join(row) for row in ([headings] if headings else []) + list(rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_bytes(*rows: Sequence[object], headings=HEADINGS) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in [headings, *rows]:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def make_import(
    vacancy: Vacancy, content: bytes = b"a,b\n1,2\n", *, name: str = "people.csv", by: User | None = None, **wishes
) -> CandidateImport:
    """An import as the page begins it, not read yet; a file without known columns waits for them."""
    wanted = {"source": Source.JOB_SITE, "language": "en", "is_internal": False, "city": "", **wishes}
    return receive(
        vacancy=vacancy,
        upload=SimpleUploadedFile(name, content),
        wishes=Wishes(**wanted),
        by=by or vacancy.created_by,
        now=timezone.now(),
    )
