"""What a form or an address says, read without trust."""


def whole(said: object) -> int | None:
    """A whole number of zero or more that the database can hold; None for anything else."""
    text = str(said)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
