"""Fail when the library has a word that neither hunspell nor the project's word list knows.

Without hunspell or a dictionary the texts are not read: that is said, and it is a failure only where CI is set.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

LIBRARY, LISTS = Path("fixtures/library"), Path("fixtures/wordlists")
DICTIONARIES = {"en": "en_US", "ru": "ru_RU", "ro": "ro_RO"}
PLACEHOLDER = re.compile(r"\{\w+\}")
Place = tuple[Path, str]


def main() -> int:
    """Print every unknown word with the file it stands in, and every listed word that is not needed; 1 if any."""
    if missing := _missing():
        print(f"The spelling was not checked: {missing} is missing.")
        return 1 if os.environ.get("CI") else 0
    found = [line for language in DICTIONARIES for line in _faults(language)]
    print("\n".join(found))
    return 1 if found else 0


def _missing() -> str:
    """The first thing the check cannot do without, or nothing."""
    if not shutil.which("hunspell"):
        return "hunspell"
    for name in DICTIONARIES.values():
        done = subprocess.run(["hunspell", "-d", name, "-l"], input="", capture_output=True, text=True)
        if done.returncode or "Can't open" in done.stderr:
            return f"the dictionary {name}"
    return ""


def _faults(language: str) -> Iterator[str]:
    path = LISTS / f"{language}.txt"
    listed = path.read_text(encoding="utf-8").split()
    unknown = _unknown(language, _texts(language))
    known = {word.casefold() for word in listed}
    for word, place in sorted(unknown.items()):
        if word.casefold() not in known:
            yield f"{place}: {language}: {word}"
    used = {word.casefold() for word in unknown}
    yield from (f"{path}: {word} is not needed any more" for word in listed if word.casefold() not in used)


def _unknown(language: str, texts: list[Place]) -> dict[str, Path]:
    """Words hunspell does not know, each with the first file that has it; one run, as a dictionary loads slowly."""
    argv = ["hunspell", "-i", "utf-8", "-d", DICTIONARIES[language], "-l"]
    said = "\n".join(text for _path, text in texts)
    done = subprocess.run(argv, input=said, capture_output=True, encoding="utf-8", check=True)
    return {word: next(path for path, text in texts if word in text) for word in set(done.stdout.split())}


def _texts(language: str) -> list[Place]:
    """Every text in the language, without what is filled in later; a curly apostrophe is read as a straight one."""
    return [
        (path, PLACEHOLDER.sub(" ", text).replace("’", "'"))
        for path in sorted(LIBRARY.rglob("*.yaml"))
        for text in _within(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), language)
    ]


def _within(node: Any, language: str) -> Iterator[str]:
    if isinstance(node, dict) and set(node) >= set(DICTIONARIES):
        yield node[language]
    elif isinstance(node, dict):
        for inner in node.values():
            yield from _within(inner, language)
    elif isinstance(node, list):
        for inner in node:
            yield from _within(inner, language)


if __name__ == "__main__":
    sys.exit(main())
