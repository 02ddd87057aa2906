"""When two names may be one person's: a key that ignores script, accents, case and order, and anchors to look it up by.

Comparing each name with each by trigrams takes minutes over 50,000 people, even with an index. Two names are therefore
compared only if they share an anchor: the whole key, all consonants, or one word and the first two letters of another.
"""

import math
import re
from functools import lru_cache
from itertools import permutations
from zlib import crc32

from anyascii import anyascii

SIMILAR = 0.58
"""Least trigram similarity of two keys: "ion popescu" and "ion popesciu" have 0.67, "ion popa" 0.50."""

CROWD = 100
"""An anchor that more people share than this tells nobody apart and is not followed."""

MOST_TWINS = 5
"""So many of the most similar people are offered for one person."""

LONGEST_KEY = 200
MOST_WORDS = 5
SAME_LETTERS = (
    ("kh", "h"), ("zh", "j"), ("sh", "s"), ("ch", "c"), ("gh", "g"), ("ph", "f"), ("ts", "t"),
    ("x", "cs"), ("ck", "c"), ("k", "c"), ("q", "c"), ("w", "v"), ("y", "i"), ("ii", "i"),
)  # fmt: skip
"""What English and transliterated Russian write in one way and Romanian in another: Shevchenko, Șevcenco."""


ASKED = {"similar": SIMILAR, "most": MOST_TWINS, "crowd": CROWD}
"""What searches by name ask the database with."""

# The keys of those `asked` about that no crowd shares, and who holds them. `more` are keys that are not held yet.
FOLLOWED = """
    followed AS MATERIALIZED (
        SELECT key FROM (
            SELECT key, true AS held FROM recruiting_nameanchor WHERE key IN (SELECT key FROM asked) {more}
        ) keys GROUP BY key HAVING bool_or(held) AND count(*) <= %(crowd)s
    ), held AS MATERIALIZED (
        SELECT key, candidate_id, marks, more_marks FROM followed JOIN recruiting_nameanchor USING (key)
    )
"""

LOW, HIGH, SIZE_BITS = 55, 63, 8
"""How many trigrams are marked in the first and in the second number of a signature, and what is kept for the size."""

SIZE = (1 << SIZE_BITS) - 1
NEAR = f"""(
    bit_count(((asked.marks # held.marks) >> {SIZE_BITS})::bit(64))
    + bit_count((asked.more_marks # held.more_marks)::bit(64))
) * 10000 <= ((asked.marks & {SIZE}) + (held.marks & {SIZE})) * {math.ceil(10_000 * (1 - SIMILAR) / (1 + SIMILAR))}"""
"""Whether a name asked about and a name held can be similar: see `signature`."""

KNOWN_WORDS = 20_000


def name_key(name: str) -> str:
    """The words of a name in small Latin letters, spelt as in Romanian, in alphabetical order."""
    return " ".join(sorted(word for part in name.split() for word in _plain(part)))[:LONGEST_KEY]


def anchors(key: str) -> list[int]:
    """Checksums (32 bit) under which a key is looked up; none for an empty key."""
    words = key.split()[:MOST_WORDS]
    if not words:
        return []
    sounds = " ".join(sorted(map(_consonants, words)))
    pairs = [f"{one} {other[:2]}" for one, other in permutations(words, 2) if len(one) > 2]
    return sorted({crc32(text.encode()) for text in (f"={key}", f"~{sounds}", *pairs)})


def signature(key: str) -> tuple[int, int]:
    """What tells at a glance that two keys cannot be similar: two positive numbers of 63 bits.

    Each trigram of pg_trgm (words after two blanks and before one) marks one of 118 bits; the lowest eight of the first
    number say how many trigrams there are at most. Two keys with a and b trigrams, of which they share c, differ in at
    most a + b - 2c marks, and a similarity c / (a + b - c) of at least s needs a + b - 2c <= (a + b)(1 - s) / (1 + s).
    """
    marks = size = 0
    for word in set(key.split()):
        marks |= _marks(word)
        size += len(word) + 1
    return (marks & ((1 << LOW) - 1)) << SIZE_BITS | size, marks >> LOW


@lru_cache(KNOWN_WORDS)
def _marks(word: str) -> int:
    padded, marks = f"  {word} ", 0
    for start in range(len(word) + 1):
        marks |= 1 << crc32(padded[start : start + 3].encode()) % (LOW + HIGH)
    return marks


@lru_cache(KNOWN_WORDS)
def _plain(part: str) -> tuple[str, ...]:
    letters = re.sub(r"['`]", "", anyascii(part).casefold())
    for written, heard in SAME_LETTERS:
        letters = letters.replace(written, heard)
    return tuple(re.findall(r"[a-z0-9]+", letters))


@lru_cache(KNOWN_WORDS)
def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyh]", "", word)) or word
