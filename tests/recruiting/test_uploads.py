"""What an uploaded file is, is decided by its bytes."""

import hashlib

import pytest

from recruiting.domain.errors import Refused
from recruiting.domain.uploads import examine
from tests.recruiting.documents import DOCX, HTML, JPEG, ODT, PDF, PNG, PROGRAM, RTF, archive, upload

TAKEN = [
    ("cv.pdf", PDF, "application/pdf"),
    ("CV.PDF", PDF, "application/pdf"),
    ("cv.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("cv.odt", ODT, "application/vnd.oasis.opendocument.text"),
    ("cv.rtf", RTF, "application/rtf"),
    ("cv.txt", "Пять лет в поддержке.\n".encode(), "text/plain"),
    ("cv.txt", "Пять лет в поддержке.\r\n".encode("cp1251"), "text/plain"),
    ("photo.png", PNG, "image/png"),
    ("photo.jpg", JPEG, "image/jpeg"),
    ("photo.jpeg", JPEG, "image/jpeg"),
]
NOT_WHAT_IT_SAYS = [
    ("cv.pdf", PROGRAM),
    ("cv.pdf", PNG),
    ("cv.pdf", HTML),
    ("cv.pdf", b""),
    ("cv.pdf", b"hidden" + PDF),
    ("cv.docx", PDF),
    ("cv.docx", ODT),
    ("cv.docx", archive(evil=b"")),
    ("cv.docx", b"PK\x03\x04 broken archive"),
    ("cv.docx", archive(Content_Types_xml=b"", word__document_xml=b"", word__vbaProject=b"")[:40]),
    ("cv.odt", DOCX),
    ("cv.odt", archive(mimetype=b"application/zip")),
    ("cv.rtf", b"plain words"),
    ("cv.txt", PROGRAM),
    ("cv.txt", b"words\x00words"),
    ("cv.txt", PDF),
    ("photo.png", JPEG),
    ("photo.jpg", PNG),
]


@pytest.mark.parametrize(
    ("name", "content", "content_type"), TAKEN, ids=[f"{row[0]}-{i}" for i, row in enumerate(TAKEN)]
)
def test_a_file_that_is_what_it_says_is_taken(name, content, content_type):
    checked = examine(upload(name, content))
    assert (checked.name, checked.content_type, checked.size) == (name, content_type, len(content))
    assert checked.sha256 == hashlib.sha256(content).hexdigest()
    assert checked.upload.read() == content


@pytest.mark.parametrize(
    ("name", "content"), NOT_WHAT_IT_SAYS, ids=[f"{row[0]}-{i}" for i, row in enumerate(NOT_WHAT_IT_SAYS)]
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(Refused) as refusal:
        examine(upload(name, content))
    assert f"“{name}” is not what its name says" in refusal.value.message


def test_a_document_with_macros_is_refused():
    content = archive(Content_Types_xml=b"", word__document_xml=b"", **{"word__vbaProject.bin": b"x"})
    with pytest.raises(Refused, match="not what its name says"):
        examine(upload("cv.docx", content))


@pytest.mark.parametrize("name", ["cv.exe", "cv.html", "cv.svg", "cv.doc", "cv", "cv.pdf.zip"])
def test_other_kinds_are_refused_whatever_they_hold(name):
    with pytest.raises(Refused, match="Files of this kind are not taken"):
        examine(upload(name, PDF))


def test_the_limit_is_the_last_size_that_is_taken(settings):
    settings.UPLOAD_LIMIT_BYTES = len(PDF)
    assert examine(upload("cv.pdf", PDF)).size == len(PDF)
    with pytest.raises(Refused, match="The file is larger than 10 MB"):
        examine(upload("cv.pdf", PDF + b"\n"))


def test_a_long_name_is_cut_but_keeps_its_ending():
    name = examine(upload("я" * 240 + ".pdf", PDF)).name
    assert (len(name), name[-5:]) == (200, "я.pdf")


def test_a_path_in_the_name_is_dropped():
    assert examine(upload("../../etc/cv.pdf", PDF)).name == "cv.pdf"
