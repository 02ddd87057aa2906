"""What a form or an address says, read without trust."""


def whole(said: object, *, digits: int = 18) -> int | None:
    """A whole number of zero or more, of so many digits at most; None for anything else.

    Digits of another script count as well: a person types them. Numbers of 18 digits fit the bigint of a key, those of
    9 digits the integer of a count or a revision.
    """
    text = str(said)
    return int(text) if text.isdecimal() and len(text) <= digits else None


def one_newline(typed: str) -> str:
    """A text of a form with the one sign of a line's end that is kept: browsers send two."""
    return typed.replace("\r\n", "\n")
