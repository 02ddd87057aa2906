"""Small real files of each kind that is taken, and of some that are not."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
RTF = rb"{\rtf1\ansi Five years in support.}"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"


def archive(**entries: bytes) -> bytes:
    """A zip file; double underscores in a name stand for a slash, a single one at its start for brackets."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, text in entries.items():
            packed.writestr(
                name.replace("__", "/").replace("Content_Types", "[Content_Types]").replace("_xml", ".xml"), text
            )
    return content.getvalue()


DOCX = archive(Content_Types_xml=b"<Types/>", word__document_xml=b"<w:document/>")
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<office/>")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """As a browser sends it: the type that it claims is never looked at."""
    return SimpleUploadedFile(name, content, content_type="application/x-claimed")
