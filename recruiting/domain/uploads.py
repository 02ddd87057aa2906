"""What an uploaded file really is: decided by its bytes, and refused when the name says something else."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiting.domain.errors import Refused

HEAD = 4096
"""Bytes that are enough to tell the formats apart."""

LONGEST_NAME = 200
MARKED = {"pdf": ".pdf", "rtf": ".rtf", "png": ".png", "jpeg": ".jpg"}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
ENDINGS = {**{kind: kind for kind in TYPES}, "jpg": "jpeg"}
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)
CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1a")
TOO_LARGE = format_lazy(
    gettext_lazy("The file is larger than {limit} MB. Choose a smaller one; what you typed is kept."),
    limit=settings.UPLOAD_LIMIT_BYTES // 1024**2,
)


@dataclass(frozen=True)
class CheckedFile:
    """An upload whose content is known: `content_type` is what the bytes are, `size` is in bytes."""

    upload: UploadedFile
    name: str
    content_type: str
    size: int
    sha256: str


def too_large() -> Refused:
    """The refusal of a file over the limit."""
    return Refused(str(TOO_LARGE))


def examine(upload: UploadedFile) -> CheckedFile:
    """Check size, kind and truthfulness of an upload. Raises Refused with what to do."""
    name = PurePath(upload.name or "").name
    if (upload.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise too_large()
    claimed = ENDINGS.get(PurePath(name).suffix.lower().lstrip("."))
    if claimed is None:
        raise Refused(_("Files of this kind are not taken. Choose PDF, DOCX, ODT, RTF, TXT, PNG or JPEG."))
    if kind_of(cast(BinaryIO, upload.file)) != claimed:
        raise Refused(
            _(
                "“%(name)s” is not what its name says: the content is not %(kind)s. "
                "Save it again or choose another file."
            )
            % {"name": name, "kind": claimed.upper()}
        )
    return CheckedFile(upload, _short(name), TYPES[claimed], upload.size or 0, _digest(upload))


def kind_of(file: BinaryIO) -> str | None:
    """The kind (a key of TYPES) that the bytes show, or None."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file)
    try:
        seen = {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        seen = set()
    for kind, ending in MARKED.items():
        if ending in seen and _begins_like(kind, head):
            return kind
    return "txt" if _is_text(file) else None


def _begins_like(kind: str, head: bytes) -> bool:
    """The mark stands at the very beginning, so that no other format hides a second one further in."""
    marks = {"pdf": b"%PDF-", "rtf": b"{\\rtf", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
    return head.startswith(marks[kind])


def _kind_of_archive(file: BinaryIO) -> str | None:
    """DOCX and ODT are archives that say what they are; nothing is unpacked but one short line."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return None if "word/vbaProject.bin" in names else "docx"
            if "mimetype" in names:
                with archive.open("mimetype") as line:
                    return "odt" if line.read(100).strip() == TYPES["odt"].encode() else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return None
    return None


def _is_text(file: BinaryIO) -> bool:
    """Words only: no control characters. Which alphabet it is in does not matter, since it is only handed out."""
    file.seek(0)
    return all(len(piece) == len(piece.translate(None, CONTROL)) for piece in iter(lambda: file.read(65_536), b""))


def _digest(upload: UploadedFile) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()


def _short(name: str) -> str:
    path = PurePath(name)
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}"
