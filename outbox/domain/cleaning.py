"""What goes into a mail's header is one line: a line break in it would let a text add headers of its own."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
LONGEST_SUBJECT = 300  # characters; the column's width


class UnsafeHeader(ValueError):
    """An address or a file name that cannot stand in a header."""


def one_line(text: str, *, longest: int = LONGEST_SUBJECT) -> str:
    """The text on one line: breaks and control characters become spaces, and it is cut at `longest` characters."""
    return " ".join(BREAKS.sub(" ", unicodedata.normalize("NFC", str(text))).split())[:longest]


def address(text: str) -> str:
    """A plain e-mail address, unchanged.

    Raises UnsafeHeader for a line break or anything else that is no address: where a mail goes is not guessed.
    """
    try:
        validate_email(text)
    except ValidationError as error:
        raise UnsafeHeader(f"not an e-mail address: {text!r}") from error
    return text
