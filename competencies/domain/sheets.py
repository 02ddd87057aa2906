"""An exercise's sheet as a copy that later edits of the library never reach: written once, read in any language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from competencies.domain.languages import LANGUAGES, Texts, texts_of
from competencies.enums import Verdict
from competencies.models import Exercise

COPIED = ("criteria__competency", "bands", "categories", "indicators", "client_types")
TIMES = ("prep_minutes_from", "prep_minutes", "minutes_from", "minutes", "feedback_minutes")


def sheet_of(exercise: Exercise) -> dict[str, Any]:
    """The exercise as JSON, texts in every language. Prefetch `COPIED` before. Lines of the sheet get keys c1, t1, …"""
    return {
        **{name: texts_of(exercise, name) for name in ("name", "purpose", "scenario", "unit")},
        **{name: getattr(exercise, name) for name in TIMES},
        "criteria": [
            {"key": f"c{place}", "name": texts_of(one, "name"), "competency": one.competency and one.competency.key}
            for place, one in enumerate(exercise.criteria.all(), start=1)
        ],
        "clients": [
            {"key": f"t{place}", "name": texts_of(one, "name"), "behaviour": texts_of(one, "behaviour")}
            for place, one in enumerate(exercise.client_types.all(), start=1)
        ],
        "bands": [
            {"low": one.low, "high": one.high, "verdict": one.verdict, "label": texts_of(one, "label")}
            for one in exercise.bands.all()
        ],
        "categories": [
            {"key": one.key, "verdict": one.verdict, "label": texts_of(one, "label")}
            for one in exercise.categories.all()
        ],
        "indicators": [{"key": one.key, "name": texts_of(one, "name")} for one in exercise.indicators.all()],
    }


@dataclass(frozen=True)
class Line:
    """A line of the sheet: a criterion, a client who was played, or an indicator."""

    key: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """How an outcome is read: the words for it and the verdict; a person decides what follows."""

    key: str
    label: str
    verdict: str
    low: int = 0
    high: int = 0

    @property
    def verdict_words(self) -> str:
        return str(Verdict(self.verdict).label)

    @property
    def fails(self) -> bool:
        return self.verdict == Verdict.FAIL


@dataclass(frozen=True)
class Sheet:
    """The copy in the language of the page; `whole_minutes` are those of the exercise, getting ready and feedback."""

    name: str
    purpose: str
    scenario: str
    unit: str
    minutes: int
    whole_minutes: int
    criteria: tuple[Line, ...]
    clients: tuple[Line, ...]
    bands: tuple[Reading, ...]
    categories: tuple[Reading, ...]
    indicators: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.criteria + self.clients

    @property
    def least(self) -> int:
        return min((band.low for band in self.bands), default=0)

    @property
    def most(self) -> int:
        return max((band.high for band in self.bands), default=0)

    def band(self, score: int | None) -> Reading | None:
        """The band that holds the score: more is not always better, so the bands say it and no threshold does."""
        return next((band for band in self.bands if score is not None and band.low <= score <= band.high), None)

    def category(self, key: str) -> Reading | None:
        return next((one for one in self.categories if one.key == key), None)


def read_sheet(copy: dict[str, Any]) -> Sheet:
    """The copy in the language that is active; a text missing there is taken from the first language that has it."""
    return Sheet(
        **{name: spoken(copy[name]) for name in ("name", "purpose", "scenario", "unit")},
        minutes=copy["minutes"],
        whole_minutes=copy["minutes"] + copy.get("prep_minutes", 0) + copy.get("feedback_minutes", 0),
        criteria=_lines(copy["criteria"]),
        clients=_lines(copy["clients"], note="behaviour"),
        bands=tuple(_reading(one) for one in copy["bands"]),
        categories=tuple(_reading(one) for one in copy["categories"]),
        indicators=_lines(copy["indicators"]),
    )


def spoken(texts: Texts) -> str:
    order = [get_language() or LANGUAGES[0], *LANGUAGES]
    return next((texts[language] for language in order if texts.get(language)), "")


def _lines(entries: Iterable[dict], note: str = "") -> tuple[Line, ...]:
    return tuple(Line(one["key"], spoken(one["name"]), spoken(one[note]) if note else "") for one in entries)


def _reading(one: dict) -> Reading:
    return Reading(one.get("key", ""), spoken(one["label"]), one["verdict"], one.get("low", 0), one.get("high", 0))
