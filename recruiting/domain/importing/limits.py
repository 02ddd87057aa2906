"""How much of a file is taken, and what is said when it is more."""

MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_LINE = 20_000
"""Characters in one line of text."""

MOST_LINES = 20
"""Lines that one quoted record may span before its quotation mark is held to be stray."""

UNPACKED = 150 * 1024**2
SHARED_TEXTS = 40 * 1024**2
"""Bytes that a spreadsheet may unpack to, in all and for the texts that are held in memory."""

HEAD_LINES = 10
"""Lines shown as they were read."""

CHUNK = 5_000
"""Rows written in one transaction."""

KEPT_DAYS = 7
"""So long rows that were not brought in are kept after the last act on them."""
