"""When two names may be one person's: a key that ignores script, accents, case and order, and anchors to look it up by.

Comparing each name with each by trigrams takes minutes over 50,000 people, even with an index. Two names are therefore
compared only if they share an anchor: the whole key, all consonants, or one word and the first two letters of another.
"""

import re
from functools import lru_cache
from itertools import permutations
from zlib import crc32

from anyascii import anyascii

SIMILAR = 0.58
"""Least trigram similarity of two keys: "ion popescu" and "ion popesku" have 0.60, "ion popa" 0.50."""

CROWD = 100
"""An anchor that more people share than this tells nobody apart and is not followed."""

MOST_TWINS = 5
"""So many of the most similar people are offered for one person."""

LONGEST_KEY = 200
MOST_WORDS = 5
SAME_SOUND = (("ph", "f"), ("x", "cs"), ("ck", "c"), ("k", "c"), ("q", "c"), ("w", "v"))


KNOWN_WORDS = 20_000


def name_key(name: str) -> str:
    """The words of a name in small Latin letters, in alphabetical order; Cyrillic is transliterated."""
    return " ".join(sorted(word for part in name.split() for word in _plain(part)))[:LONGEST_KEY]


def anchors(key: str) -> list[int]:
    """Checksums (32 bit) under which a key is looked up; none for an empty key."""
    words = key.split()[:MOST_WORDS]
    if not words:
        return []
    sounds = " ".join(sorted(map(_consonants, words)))
    pairs = [f"{one} {other[:2]}" for one, other in permutations(words, 2) if len(one) > 2]
    return sorted({crc32(text.encode()) for text in (f"={key}", f"~{sounds}", *pairs)})


@lru_cache(KNOWN_WORDS)
def _plain(part: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", re.sub(r"['`]", "", anyascii(part).casefold())))


@lru_cache(KNOWN_WORDS)
def _consonants(word: str) -> str:
    for written, heard in SAME_SOUND:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyh]", "", word)) or word
