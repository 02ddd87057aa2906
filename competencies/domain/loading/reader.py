"""Taking an entry apart field by field, so that whatever is wrong is named with its file, key and field."""

import re
from collections.abc import Container
from pathlib import Path
from typing import Any

from competencies.domain.languages import LANGUAGES, Texts
from competencies.domain.loading.files import BadFile

KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


class Reader:
    """One mapping of a file. Each method takes a field out; `finish` complains about what nobody took."""

    def __init__(self, data: Any, path: Path, *, key: str = ""):
        self.path, self.key = path, key
        if not isinstance(data, dict):
            raise self.bad("a mapping was expected")
        self._left = dict(data)

    def bad(self, problem: str) -> BadFile:
        return BadFile(self.path, self.key, problem)

    def named(self, field: str = "key") -> str:
        """The entry's own key, from now on part of every complaint."""
        self.key = self.reference(field)
        return self.key

    def take(self, field: str, default: Any = ...) -> Any:
        if default is ... and field not in self._left:
            raise self.bad(f"{field} is missing")
        return self._left.pop(field, default)

    def reference(self, field: str) -> str:
        return self._key(self.take(field), field)

    def reference_or_none(self, field: str) -> str | None:
        value = self.take(field, None)
        return None if value is None else self._key(value, field)

    def references(self, field: str) -> list[str]:
        return [self._key(value, field) for value in self.many(field)]

    def _key(self, value: Any, field: str) -> str:
        if not isinstance(value, str) or not KEY.fullmatch(value):
            raise self.bad(f"{field}: {value!r} is not a key in snake_case")
        return value

    def choice(self, field: str, allowed: Container[str], default: Any = ...) -> str:
        value = self.take(field, default)
        if value not in allowed:
            raise self.bad(f"{field}: {value!r} is not one of the known values")
        return value

    def number(self, field: str, low: float, high: float, default: Any = ...) -> Any:
        """A number from `low` to `high`; null only where there is a default."""
        value = self.take(field, default)
        if value is None and default is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.bad(f"{field}: {value!r} is not a number from {low} to {high}")
        return value

    def flag(self, field: str, default: Any = ...) -> bool:
        value = self.take(field, default)
        if not isinstance(value, bool):
            raise self.bad(f"{field}: {value!r} is neither true nor false")
        return value

    def many(self, field: str) -> list:
        value = self.take(field, None) or []
        if not isinstance(value, list):
            raise self.bad(f"{field}: a list was expected")
        return value

    def text(self, field: str, *, optional: bool = False, longest: int | None = None) -> Texts:
        """A text in every language, on one line each."""
        value = self.take(field, None if optional else ...)
        texts = dict.fromkeys(LANGUAGES, "") if value is None and optional else self._texts(value, field)
        if longest and (long := [language for language, text in texts.items() if len(text) > longest]):
            raise self.bad(f"{field}.{long[0]}: more than {longest} characters")
        return texts

    def block(self, field: str, *, optional: bool = False) -> Texts:
        """A text in every language that keeps its lines."""
        value = self.take(field, None if optional else ...)
        if value is None and optional:
            return dict.fromkeys(LANGUAGES, "")
        self._texts(value, field)
        kept = {language: [line.strip() for line in value[language].strip().splitlines()] for language in LANGUAGES}
        return {language: "\n".join(lines) for language, lines in kept.items()}

    def lines(self, field: str) -> Texts:
        """A list of texts as one text a language, one entry a line."""
        entries = [self._texts(value, f"{field}[{place}]") for place, value in enumerate(self.many(field), start=1)]
        return {language: "\n".join(entry[language] for entry in entries) for language in LANGUAGES}

    def _texts(self, value: Any, field: str) -> Texts:
        if not isinstance(value, dict) or set(value) != set(LANGUAGES):
            raise self.bad(f"{field}: a text in exactly {', '.join(LANGUAGES)} was expected")
        for language, text in value.items():
            if not isinstance(text, str) or not text.strip():
                raise self.bad(f"{field}.{language}: is empty or not a text")
        return {language: " ".join(value[language].split()) for language in LANGUAGES}

    def inner(self, data: Any) -> "Reader":
        """A reader of a mapping inside this entry."""
        return Reader(data, self.path, key=self.key)

    def finish(self) -> None:
        if self._left:
            raise self.bad(f"unknown field {', '.join(map(str, self._left))}")
