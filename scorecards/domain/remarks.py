"""Remarks on what must not decide: found in the same request, by the list of this installation, sent nowhere."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from competencies.enums import Topic
from competencies.models import WatchedWord

WORD = re.compile(r"\w+")
MOST_SHOWN = 12


@dataclass(frozen=True)
class Remark:
    """A word as it was written, and what it seems to be about."""

    word: str
    topic: str

    @property
    def why(self) -> str:
        return str(Topic(self.topic).label)


@dataclass(frozen=True)
class Pattern:
    """Words of a phrase without accents and capitals; True where any ending fits."""

    words: tuple[tuple[str, bool], ...]
    topic: str


def remarks_in(texts: Iterable[str]) -> list[Remark]:
    """What the texts say, each word once, in the order of the page; one query, none where nothing is written.

    The list of every language is looked up: people write in the language of the talk, not of the page.
    """
    written = [text for text in texts if text.strip()]
    if not written:
        return []
    rows = WatchedWord.objects.in_use().values_list("stem", "topic")
    return find(written, [pattern_of(stem, topic) for stem, topic in rows])


def find(texts: Iterable[str], patterns: Iterable[Pattern]) -> list[Remark]:
    """Linear in the length of the texts, whatever the length of the list."""
    index = _index(patterns)
    found: dict[tuple[str, str], Remark] = {}
    for text in texts:
        for words, topic in _hits(WORD.findall(text), index):
            remark = Remark(" ".join(words), topic)
            found.setdefault((plain(remark.word), topic), remark)
    return list(found.values())


def key_of(remarks: Iterable[Remark]) -> str:
    """Names a set of remarks, so that a page can say which ones its writer has seen; empty without any."""
    words = sorted({plain(remark.word) for remark in remarks})
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16] if words else ""


def pattern_of(stem: str, topic: str) -> Pattern:
    words = ((plain(word.removesuffix("*")), word.endswith("*")) for word in stem.split())
    return Pattern(tuple(words), topic)


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """Without capitals and accents: "vârstă" is found as "varsta", "ещё" as "еще"."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


Index = Mapping[str, list[Pattern]]


def _index(patterns: Iterable[Pattern]) -> Index:
    """Patterns by their first word, or by its beginning."""
    index: dict[str, list[Pattern]] = defaultdict(list)
    for pattern in patterns:
        index[pattern.words[0][0]].append(pattern)
    return index


def _hits(words: list[str], index: Index) -> Iterator[tuple[list[str], str]]:
    lengths = sorted({len(first) for first in index})
    for place, word in enumerate(words):
        bare = plain(word)
        for length in lengths:
            if length > len(bare):
                break
            for pattern in index.get(bare[:length], ()):
                taken = words[place : place + len(pattern.words)]
                if _fits(taken, pattern):
                    yield taken, pattern.topic


def _fits(words: list[str], pattern: Pattern) -> bool:
    if len(words) < len(pattern.words):
        return False
    pairs = zip(map(plain, words), pattern.words, strict=True)
    return all(word.startswith(part) if ending else word == part for word, (part, ending) in pairs)
