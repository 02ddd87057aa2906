"""Names in braces in the text of a letter, as {candidate_name}: which there are, and their faults.

The texts are written by people, so nothing in them is code: `string.Template` of the standard library replaces whole
names in one pass, knows no attributes, calls or formats, and never looks into what it has put in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from string import Template
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiting.enums import LetterEvent

MEANINGS = {
    "candidate_name": gettext_lazy("name of the candidate"),
    "vacancy_title": gettext_lazy("title of the vacancy"),
    "recruiter_name": gettext_lazy("name of the person who writes"),
    "company": gettext_lazy("name of the company"),
    "today": gettext_lazy("date of the letter"),
    "stage_name": gettext_lazy("stage in which the candidate is"),
    "interview_time": gettext_lazy("day and time of the interview, with its time zone"),
    "interview_place": gettext_lazy("place of the interview, or the link to the call"),
    "own_page": gettext_lazy("link to the candidate's own page, made when the letter is sent"),
}
"""Every placeholder there is. None gives a rating, a verdict or a word of a colleague."""

ALWAYS = ("candidate_name", "vacancy_title", "recruiter_name", "company", "today", "own_page")
LATER = ("own_page",)
"""Filled in when the letter is queued, because each link is a secret made for one letter."""
OF_A_MEETING = ("interview_time", "interview_place")
BY_EVENT = {
    LetterEvent.TASK: ("stage_name",),
    LetterEvent.NEXT_STAGE: ("stage_name", *OF_A_MEETING),
    LetterEvent.INVITATION: OF_A_MEETING,
    LetterEvent.REMINDER: OF_A_MEETING,
    LetterEvent.RESCHEDULE: OF_A_MEETING,
    LetterEvent.CANCELLED: OF_A_MEETING,
    LetterEvent.NO_SHOW_CANDIDATE: OF_A_MEETING,
    LetterEvent.INTERVIEWER_ABSENT: OF_A_MEETING,
    LetterEvent.REJECTION: OF_A_MEETING,
}


class Wording(Template):
    """A text with names in braces; a single pair or a double one, with or without spaces inside."""

    flags = re.ASCII
    # Written as text; Template compiles it when the class is made.
    pattern: ClassVar[Any] = r"""
        (?P<escaped>(?!))
        | \{\{[ ]*(?P<named>[A-Za-z_][A-Za-z0-9_]*)[ ]*\}\}
        | \{[ ]*(?P<braced>[A-Za-z_][A-Za-z0-9_]*)[ ]*\}
        | (?P<invalid>\{[^{}\n]*\}?|\})
    """


@dataclass(frozen=True)
class Fault:
    """A placeholder that cannot stand: where (1 is the first line), as written, and the nearest that may."""

    line: int
    written: str
    nearest: str = ""

    @property
    def message(self) -> str:
        words = {"line": self.line, "written": self.written, "nearest": f"{{{self.nearest}}}"}
        if self.nearest:
            return _("Line %(line)s: there is no %(written)s here. Did you mean %(nearest)s?") % words
        return _("Line %(line)s: %(written)s is not a placeholder of this letter.") % words


def allowed(event: str) -> tuple[str, ...]:
    """The placeholders that letters for this event may hold."""
    return ALWAYS + BY_EVENT.get(LetterEvent(event), ())


def faults(text: str, *, event: str, but: tuple[str, ...] = ()) -> list[Fault]:
    """Placeholders that do not exist for this event or are not written as one, in their order; nor may those of `but`
    stand here, as a secret link in a subject."""
    names = tuple(name for name in allowed(event) if name not in but)
    return [
        Fault(line, match.group(), _nearest(match, names))
        for line, words in enumerate(text.splitlines(), start=1)
        for match in Wording.pattern.finditer(words)
        if _name(match) not in names
    ]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each name replaced by its value; a name without a value is left as it is, to be seen."""
    return Wording(text).safe_substitute({name: value for name, value in values.items() if value})


def unfilled(text: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """What still looks like a placeholder in a text that is about to be sent, each once, `but` for some names."""
    found = (match.group() for match in Wording.pattern.finditer(text) if _name(match) and _name(match) not in but)
    return list(dict.fromkeys(found))


def asks_for(text: str, name: str) -> bool:
    return any(_name(match) == name for match in Wording.pattern.finditer(text))


def _name(match: re.Match) -> str | None:
    return match.group("named") or match.group("braced")


def _nearest(match: re.Match, names: tuple[str, ...]) -> str:
    written = re.sub(r"[^a-z_]", "", match.group().lower())
    return next(iter(get_close_matches(written, names, n=1, cutoff=0.5)), "")
