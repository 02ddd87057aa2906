"""Exercises and tests with their scoring sheets, bands, categories, indicators and client types."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from competencies.domain.loading.files import Entry
from competencies.domain.loading.reader import Reader
from competencies.domain.loading.rows import Columns, Lines, fields_of, upsert
from competencies.enums import ExerciseKind, Verdict
from competencies.models import ClientType, Criterion, Exercise, Indicator, ScoreBand, ScoreCategory

EXERCISE: Columns = {
    "plain": ("kind", "prep_minutes_from", "prep_minutes", "minutes_from", "minutes", "feedback_minutes"),
    "texts": ("name", "purpose", "scenario", "unit"),
}
LISTS = (
    Lines(Criterion, "exercise", "criteria", texts=("name",), linked=True),
    Lines(ScoreBand, "exercise", "bands", plain=("low", "high", "verdict"), texts=("label",)),
    Lines(ScoreCategory, "exercise", "categories", plain=("key", "verdict"), texts=("label",)),
    Lines(Indicator, "exercise", "indicators", plain=("key",), texts=("name",)),
    Lines(ClientType, "exercise", "client_types", texts=("name", "behaviour")),
)


def parse_exercise(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "kind": entry.choice("kind", ExerciseKind.values),
        "name": entry.text("name", longest=120),
        "purpose": entry.text("purpose"),
        "scenario": entry.block("scenario"),
        "unit": entry.text("unit", optional=True, longest=60),
        **_parse_times(entry),
        "criteria": [_parse_criterion(entry.inner(one)) for one in entry.many("criteria")],
        "bands": _in_a_row(entry, [_parse_band(entry.inner(one)) for one in entry.many("bands")]),
        "categories": [_parse_category(entry.inner(one)) for one in entry.many("categories")],
        "indicators": [_parse_indicator(entry.inner(one)) for one in entry.many("indicators")],
        "client_types": [_parse_client(entry.inner(one)) for one in entry.many("client_types")],
    }
    entry.finish()
    return Entry(path, key, content)


def _parse_times(entry: Reader) -> dict[str, Any]:
    content = {
        "prep_minutes_from": entry.number("prep_minutes_from", 0, 480, None),
        "prep_minutes": entry.number("prep_minutes", 0, 480),
        "minutes_from": entry.number("minutes_from", 1, 480, None),
        "minutes": entry.number("minutes", 1, 480),
        "feedback_minutes": entry.number("feedback_minutes", 0, 480),
    }
    for longest in ("prep_minutes", "minutes"):
        shortest = content[f"{longest}_from"]
        if shortest is not None and shortest > content[longest]:
            raise entry.bad(f"{longest}: ends below its beginning")
    return content


def _parse_criterion(entry: Reader) -> dict[str, Any]:
    content = {"name": entry.text("name", longest=200), "competency": entry.reference_or_none("competency")}
    entry.finish()
    return content


def _parse_band(entry: Reader) -> dict[str, Any]:
    content = {
        "low": entry.number("low", 0, 30_000),
        "high": entry.number("high", 0, 30_000),
        "verdict": entry.choice("verdict", Verdict.values),
        "label": entry.text("label", longest=200),
    }
    entry.finish()
    if content["low"] > content["high"]:
        raise entry.bad("bands: a band ends below its beginning")
    return content


def _in_a_row(entry: Reader, bands: list[dict]) -> list[dict]:
    """Every score has exactly one band: each begins right above the one before."""
    for before, after in pairwise(bands):
        if after["low"] != before["high"] + 1:
            raise entry.bad(f"bands: {after['low']} does not follow {before['high']}")
    return bands


def _parse_category(entry: Reader) -> dict[str, Any]:
    content = {
        "key": entry.reference("key"),
        "verdict": entry.choice("verdict", Verdict.values),
        "label": entry.text("label", longest=200),
    }
    entry.finish()
    return content


def _parse_indicator(entry: Reader) -> dict[str, Any]:
    content = {"key": entry.reference("key"), "name": entry.text("name", longest=200)}
    entry.finish()
    return content


def _parse_client(entry: Reader) -> dict[str, Any]:
    content = {"name": entry.text("name", longest=120), "behaviour": entry.text("behaviour")}
    entry.finish()
    return content


def current_exercises() -> dict[str, dict]:
    rows = Exercise.objects.prefetch_related(*(lines.path for lines in LISTS))
    return {row.key: fields_of(row, **EXERCISE) | {lines.field: lines.read(row) for lines in LISTS} for row in rows}


def save_exercises(entries: list[Entry], competency_ids: dict[str, int]) -> None:
    ids = upsert(Exercise, entries, **EXERCISE)
    for lines in LISTS:
        lines.write(entries, ids, competency_ids)
