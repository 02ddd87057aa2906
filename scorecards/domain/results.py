"""How the outcome of a test is read from the sheet as it was when the vacancy opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from competencies.domain.sheets import Reading, Sheet, read_sheet
from competencies.enums import Level
from scorecards.domain.answers import Result
from scorecards.domain.fields import NOT_OBSERVED
from scorecards.models import ExerciseResult, Scorecard


@dataclass(frozen=True)
class Weak:
    """An indicator in a category that does not pass: a risk to talk about, never a sum."""

    name: str
    reading: Reading


@dataclass(frozen=True)
class ReadResult:
    """A kept result laid out for reading: lines with their words, the reading of a test, the weak indicators."""

    name: str
    kind: str
    lines: tuple[tuple[str, str], ...]
    score: str
    reading: Reading | None
    weak: tuple[Weak, ...]
    note: str


def reading_of(sheet: Sheet, result: Result) -> Reading | None:
    """The band that holds the score, or the category that was chosen."""
    return sheet.band(result.score) or sheet.category(result.marks.get("category", ""))


def weak_of(sheet: Sheet, result: Result) -> list[Weak]:
    found = ((one.name, sheet.category(result.marks.get(f"i-{one.key}", ""))) for one in sheet.indicators)
    return [Weak(name, reading) for name, reading in found if reading is not None and reading.fails]


def read_results(card: Scorecard) -> list[ReadResult]:
    """Results of the card that say something, in the order of the kit; prefetch `results__exercise` before."""
    rows = sorted(card.results.all(), key=lambda row: row.exercise.order)
    return [_read(row) for row in rows if row.marks or row.score is not None or row.note]


def _read(row: ExerciseResult) -> ReadResult:
    sheet, result = read_sheet(row.exercise.sheet), Result.of_row(row)
    return ReadResult(
        name=sheet.name,
        kind=row.exercise.kind,
        lines=tuple(_lines(sheet, result)),
        score="" if row.score is None else f"{row.score} {sheet.unit}".strip(),
        reading=reading_of(sheet, result),
        weak=tuple(weak_of(sheet, result)),
        note=row.note,
    )


def _lines(sheet: Sheet, result: Result) -> Iterable[tuple[str, str]]:
    for line in sheet.lines:
        if line.key in result.marks:
            yield line.name, mark_words(result.marks[line.key])
    for one in sheet.indicators:
        category = sheet.category(result.marks.get(f"i-{one.key}", ""))
        if category:
            yield one.name, category.label


def mark_words(mark: str) -> str:
    """A mark of a sheet with its word; empty for a line nobody saw."""
    return "–" if mark == NOT_OBSERVED else f"{mark} · {Level(int(mark)).label}"
