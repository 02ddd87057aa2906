"""Fail when a translation is missing, in doubt, or would not fill in the same values as its source."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

LANGUAGES = ("ru", "ro")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main() -> int:
    """Print every fault of the Russian and the Romanian catalogue; 1 if there is one."""
    found = [
        line for language in LANGUAGES for line in _faults(Path("locale") / language / "LC_MESSAGES" / "django.po")
    ]
    print("\n".join(found))
    return 1 if found else 0


def _faults(path: Path) -> Iterator[str]:
    if not path.exists():
        yield f"{path}: missing"
        return
    for entry in polib.pofile(str(path)):
        if not entry.obsolete and (fault := _fault(entry)):
            yield f"{path}:{entry.linenum}: {fault}: {entry.msgid!r}"


def _fault(entry: polib.POEntry) -> str:
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if entry.fuzzy:
        return "in doubt (fuzzy)"
    if not all(texts):
        return "not translated"
    return "" if all(_fills_the_same(entry, text) for text in texts) else "other placeholders than the source"


def _fills_the_same(entry: polib.POEntry, text: str) -> bool:
    """A plural form may leave out what only the other form of the source says, as "one day" leaves out the number."""
    said = set(PLACEHOLDER.findall(text))
    singular, plural = (
        set(PLACEHOLDER.findall(entry.msgid)),
        set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)),
    )
    return (singular & plural) <= said <= (singular | plural)


if __name__ == "__main__":
    sys.exit(main())
