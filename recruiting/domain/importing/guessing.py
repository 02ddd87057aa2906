"""What an uploaded table is: decided by its bytes; a person may correct it."""

import csv
import io
from collections import Counter
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from recruiting.domain.errors import Refused
from recruiting.domain.importing.columns import field_of
from recruiting.domain.importing.limits import LONGEST_LINE
from recruiting.domain.importing.reading import Layout
from recruiting.domain.importing.sheets import check_sheet, protected

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1251": "Windows-1251",
    "cp1250": "Windows-1250",
    "cp1252": "Windows-1252",
    "iso8859_2": "ISO 8859-2",
    "iso8859_16": "ISO 8859-16",
    "iso8859_5": "ISO 8859-5",
    "koi8_r": "KOI8-R",
    "cp866": "CP866 (DOS)",
    "mac_cyrillic": "Mac Cyrillic",
}
"""Name of the codec -> what people call it."""

ONE_BYTE = [name for name in ENCODINGS if not name.startswith("utf")]
USUAL = {"ru": "cp1251", "ro": "cp1250"}
DELIMITERS = (",", ";", "\t", "|")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PIECE, SAMPLE = 1 << 16, 1 << 16
FOREIGN = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8", b"<!DOCTYPE", b"<html", b"\x1f\x8b")


def guess(file: BinaryIO, *, language: str) -> Layout:
    """How to read the file. Raises Refused when it is no table that can be read. `language` is the asker's."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip():
        raise Refused(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return Layout("xlsx", sheet=check_sheet(file)[0])
    if head.startswith(OLD_OFFICE):
        raise _of_old_office(file)
    if head.startswith(FOREIGN):
        raise _no_table()
    encoding = guess_encoding(file, language=language)
    return Layout("csv", encoding=encoding, delimiter=guess_delimiter(file, encoding))


def guess_encoding(file: BinaryIO, *, language: str) -> str:
    """The codec: by its mark, by zero bytes, UTF-8 if all of it is valid, else by what its letters spell."""
    file.seek(0)
    head = file.read(4096)
    for mark, codec in MARKS.items():
        if head.startswith(mark):
            return codec
    if b"\0" in head:
        return _wide(head)
    if _is_utf8(file):
        return "utf-8-sig"
    best = from_bytes(_telling_lines(file), cp_isolation=ONE_BYTE).best()
    return best.encoding if best and best.encoding in ENCODINGS else USUAL.get(language, "cp1252")


def guess_delimiter(file: BinaryIO, encoding: str) -> str:
    """What separates the columns: what makes known headings, then the same number of columns in the most lines."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        lines = [line for line in (text.readline(LONGEST_LINE) for _ in range(30)) if line.strip()]
    finally:
        text.detach()
    if lines and lines[0].lower().startswith("sep=") and lines[0][4:5] in DELIMITERS:
        return lines[0][4]
    return max(DELIMITERS, key=lambda mark: _fitness(lines, mark))


def _fitness(lines: list[str], delimiter: str) -> tuple[int, int, int]:
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return (0, 0, 0)
    known = sum(1 for cell in rows[0] if field_of(cell)) if rows else 0
    [(width, often)] = Counter(len(row) for row in rows).most_common(1) or [(1, 0)]
    return (known, often if width > 1 else 0, width)


def _wide(head: bytes) -> str:
    """Two bytes a letter: in which of the two the zeros are says which comes first. Zeros in both are no text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and even == 0:
        return "utf-16-le"
    if even > len(head) // 8 and odd == 0:
        return "utf-16-be"
    raise _no_table()


def _is_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        while text.read(PIECE):
            pass
    except UnicodeDecodeError:
        return False
    finally:
        text.detach()
    return True


def _telling_lines(file: BinaryIO) -> bytes:
    """Lines with letters beyond ASCII, from anywhere in the file: the others say nothing of the alphabet."""
    file.seek(0)
    telling: list[bytes] = []
    size = 0
    for line in iter(lambda: file.readline(LONGEST_LINE), b""):
        if not line.isascii():
            telling.append(line)
            size += len(line)
        if size >= SAMPLE:
            break
    return b"".join(telling)


def _of_old_office(file: BinaryIO) -> Refused:
    file.seek(0)
    sealed = "EncryptedPackage".encode("utf-16-le")
    tail = b""
    for piece in iter(lambda: file.read(PIECE), b""):
        if sealed in tail + piece:
            return protected()
        tail = piece[-len(sealed) :]
    return Refused(_("This is a spreadsheet of the old kind (.xls). Save it as .xlsx or CSV and choose it again."))


def _no_table() -> Refused:
    return Refused(_("This is no table: choose a CSV or XLSX file."))
