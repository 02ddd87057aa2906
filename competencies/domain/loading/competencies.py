"""Competencies with their anchors, and questions."""

from pathlib import Path

from competencies.domain.loading.files import Entry
from competencies.domain.loading.reader import Reader
from competencies.domain.loading.rows import BATCH, Columns, fields_of, upsert, values
from competencies.enums import Category, Level, QuestionFormat
from competencies.models import Anchor, Competency, Question

COMPETENCY: Columns = {"plain": ("category", "deciding", "communication"), "texts": ("name", "definition")}
ANCHOR_TEXT: Columns = {"plain": (), "texts": ("text",)}
QUESTION: Columns = {"plain": ("format", "minutes"), "texts": ("text", "checks", "strong", "weak", "follow_ups")}
SORT_KEYS = ("name_sort_en", "name_sort_ru", "name_sort_ro")


def parse_competency(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "category": entry.choice("category", Category.values),
        "name": entry.text("name", longest=120),
        "definition": entry.text("definition"),
        "deciding": entry.flag("deciding", False),
        "communication": entry.flag("communication", False),
        "anchors": _parse_anchors(entry),
    }
    entry.finish()
    return Entry(path, key, content)


def _parse_anchors(entry: Reader) -> dict:
    """All five levels or none; a level is a text key here, as it is in JSON."""
    given = entry.take("anchors", None)
    if given is None:
        return {}
    if not isinstance(given, dict) or set(given) != set(Level.values):
        raise entry.bad("anchors: exactly the levels 1 to 5 were expected")
    levels = Reader({f"anchors.{level}": texts for level, texts in given.items()}, entry.path, key=entry.key)
    return {str(level): {"text": levels.text(f"anchors.{level}")} for level in Level.values}


def current_competencies() -> dict[str, dict]:
    return {
        row.key: fields_of(row, **COMPETENCY)
        | {"anchors": {str(anchor.level): fields_of(anchor, **ANCHOR_TEXT) for anchor in row.anchors.all()}}
        for row in Competency.objects.prefetch_related("anchors")
    }


def save_competencies(entries: list[Entry]) -> None:
    ids = upsert(Competency, entries, **COMPETENCY, also=SORT_KEYS)
    Anchor.objects.filter(competency__in=ids.values()).delete()
    Anchor.objects.bulk_create(
        [
            Anchor(competency_id=ids[entry.key], level=int(level), **values(anchor, **ANCHOR_TEXT))
            for entry in entries
            for level, anchor in entry.content["anchors"].items()
        ],
        batch_size=BATCH,
    )


def parse_question(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "format": entry.choice("format", QuestionFormat.values),
        "minutes": entry.number("minutes", 1, 120),
        **{field: entry.text(field) for field in ("text", "checks", "strong", "weak")},
        "follow_ups": entry.lines("follow_ups"),
        "competencies": sorted(set(entry.references("competencies"))),
    }
    entry.finish()
    return Entry(path, key, content)


def current_questions() -> dict[str, dict]:
    return {
        row.key: fields_of(row, **QUESTION) | {"competencies": sorted(one.key for one in row.competencies.all())}
        for row in Question.objects.prefetch_related("competencies")
    }


def save_questions(entries: list[Entry], competency_ids: dict[str, int]) -> None:
    ids = upsert(Question, entries, **QUESTION)
    link = Question.competencies.through
    link.objects.filter(question__in=ids.values()).delete()
    link.objects.bulk_create(
        [
            link(question_id=ids[entry.key], competency_id=competency_ids[key])
            for entry in entries
            for key in entry.content["competencies"]
        ],
        batch_size=BATCH,
    )
