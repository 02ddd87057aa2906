"""A stored Unicode sort key: the database has no ICU, so the order of names is computed when a name is written."""

import re
from functools import lru_cache
from unicodedata import normalize

from django.db import models
from pyuca import Collator

LONGEST_SORTED = 80  # characters; what follows does not change where a person finds a name


LEVELS = 4
KNOWN_PARTS = 20_000  # letters and words whose place is remembered
PLAIN = re.compile(r"[ A-Za-z0-9'.\u0400-\u0481\u048a-\u04ff-][ A-Za-z0-9'.\u0300-\u036f\u0400-\u0481\u048a-\u04ff-]*")
LETTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*")
WORD = re.compile(r" [\u0300-\u036f]*|[^ ]+")


@lru_cache(maxsize=1)
def _collator() -> Collator:
    return Collator()


@lru_cache(maxsize=KNOWN_PARTS)
def _levels(part: str) -> tuple[str, ...]:
    """The key of a word, a blank or a letter with its accents, level by level."""
    elements = _collator().collation_elements(part)
    return tuple(
        "".join([f"{element[level]:04x}" for element in elements if len(element) > level and element[level]])
        for level in range(LEVELS)
    )


@lru_cache(maxsize=KNOWN_PARTS)
def _letter_by_letter(word: str) -> tuple[str, ...]:
    letters = [_levels(letter) for letter in LETTER.findall(word)]
    return tuple("".join([letter[level] for letter in letters]) for level in range(LEVELS))


def _parts(text: str) -> list[tuple[str, ...]]:
    """The keys of what can be looked up alone: letters of Latin and Cyrillic, of which none contracts with the next,
    kept word by word; else whole words."""
    if PLAIN.fullmatch(text):
        return [_letter_by_letter(word) for word in WORD.findall(text)]
    return [_levels(part) for part in re.split(r"( )", text) if part]


def sort_key(text: str) -> str:
    """The text's key under the default Unicode collation, as hexadecimal that sorts bytewise.

    Source: Unicode Technical Standard 10, default table (pyuca).
    """
    parts = _parts(normalize("NFD", text.strip()[:LONGEST_SORTED]))
    return "0000".join(["".join([part[level] for part in parts]) for level in range(LEVELS)])


class SortKeyField(models.TextField):
    """Key of another text field of the same row, kept up to date on every save."""

    def __init__(self, *args, source: str, **kwargs):
        self.source = source
        kwargs.update(editable=False, db_collation="C", default="", blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for settled in ("editable", "db_collation", "default", "blank"):
            kwargs.pop(settled, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance, add):
        value = sort_key(getattr(model_instance, self.source) or "")
        setattr(model_instance, self.attname, value)
        return value
