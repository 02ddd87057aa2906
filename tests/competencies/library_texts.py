"""Every text of the shipped library with the place where it stands, straight from the files."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.conf import settings

SHIPPED = Path(settings.BASE_DIR) / "fixtures" / "library"
LANGUAGES = ("en", "ru", "ro")
WORD = re.compile(r"[^\W\d_]+")


class Text(NamedTuple):
    """`where` is file and path inside it; `said` the text by language, incomplete if the file is."""

    where: str
    said: dict[str, str]


@cache
def texts() -> tuple[Text, ...]:
    return tuple(text for path in sorted(SHIPPED.rglob("*.yaml")) for text in _within(_content(path), path.stem))


def _content(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _within(node: Any, where: str) -> Iterator[Text]:
    if isinstance(node, dict) and set(node) & set(LANGUAGES):
        yield Text(where, node)
    elif isinstance(node, dict):
        for key, inner in node.items():
            yield from _within(inner, f"{where}.{key}")
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            name = inner.get("key", place) if isinstance(inner, dict) else place
            yield from _within(inner, f"{where}.{name}")


def anchors() -> dict[str, dict[int, dict[str, str]]]:
    """Level -> texts of every graded competency by key."""
    files = (_content(path) for path in sorted((SHIPPED / "competencies").glob("[a-z]*.yaml")))
    return {entry["key"]: entry["anchors"] for entry in files}


def words(text: str) -> list[str]:
    """Words without what stands in braces, which is filled in later."""
    return WORD.findall(re.sub(r"\{\w+\}", " ", text))
