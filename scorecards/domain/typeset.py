"""A paper as a tagged PDF (PDF/UA-1): what people wrote is data and never markup, and no sign of theirs stops the file.

Fonts are typst's own, so every machine makes the same pages. They hold Latin, Cyrillic, Greek, Hebrew and Arabic
letters but no emoji, and PDF/UA refuses a sign that cannot be displayed: then such signs are spelled out by their
Unicode name. A script that is in none of the fonts is set with those of the machine, without the promise of PDF/UA.
"""

import json
import re
import unicodedata
from pathlib import Path

import typst

UNDISPLAYED = "could not be displayed"
JOINERS = re.compile("[\ufe0e\ufe0f]|\u200d(?=[\u2190-\u2bff\U0001f000-\U0001ffff])")
SIGNS = re.compile("([\u2190-\u2bff\U0001f000-\U0001ffff\U000e0020-\U000e007f])\\1*")
"""Runs of one symbol or emoji; several of the same are named once, with their number."""


def typeset(template: Path, name: str, content: dict) -> bytes:
    """The PDF of the template, which reads `content` as the input `name`."""
    words = json.dumps(content, ensure_ascii=False)
    for attempt in (words, spelled_out(words)):
        try:
            return _compiled(template, name, attempt, pdf_standards=["ua-1"], ignore_system_fonts=True)
        except typst.TypstError as error:
            if UNDISPLAYED not in str(error):
                raise
    return _compiled(template, name, spelled_out(words))


def spelled_out(words: str) -> str:
    """The text with each symbol and emoji by its name: "[grinning face]", "[grinning face × 3]"."""
    return SIGNS.sub(lambda run: _named(run[1], len(run[0])), JOINERS.sub("", words))


def _named(sign: str, times: int) -> str:
    name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
    return f"[{name} × {times}]" if times > 1 else f"[{name}]"


def _compiled(template: Path, name: str, words: str, **how) -> bytes:
    return typst.compile(template.read_bytes(), sys_inputs={name: words}, **how)
