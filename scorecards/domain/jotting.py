"""Saving what was just typed or chosen on competencies: the short way, one query, for what is saved most often.

It takes only what cannot go wrong: levels, evidence, recommendation and summary of a draft that stands as the page saw
it, or of a card not begun. Anything else, up to a clash, is left to `save_card`, which knows every rule and says what
stands in the way.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.models import User
from competencies.enums import Level
from competencies.models import GridItem
from scorecards.domain.answers import LONGEST_MEASURE, LONGEST_TEXT, MEASURES, TEXTS, Answer
from scorecards.domain.fields import CHOSEN, NOT_OBSERVED
from scorecards.enums import Recommendation
from scorecards.models.card import new_salt

CARD = ("recommendation", "summary")
ITEM = ("level", "result_measured", *TEXTS)
LEVELS = {str(level): level for level in Level.values}
NAMES = ("id", "name", "name_en", "name_ru", "name_ro")

SAVE = "SELECT scorecards_jot(%s, %s, %s, %s::integer, %s, %s, %s, %s, %s, %s::jsonb)"
"""The function asks for the seat, a meeting that was not cancelled and a candidate who came, at the version that was
seen, and writes everything or nothing."""


class Whole(Exception):
    """The whole card must be sent: what came is not for the short way, or the card has moved on. Nothing was saved."""


@dataclass(frozen=True)
class Jot:
    """What to write: `rows` are columns of a rating by the id of its competency, `card` columns of the card itself."""

    rows: Mapping[int, Mapping[str, object]]
    card: Mapping[str, str]


@dataclass(frozen=True)
class Written:
    """A competency as it stands after the save; of its texts only the beginnings."""

    item: GridItem
    planned: bool
    answer: Answer


@dataclass(frozen=True)
class Jotted:
    """The card after the save: its version, planned competencies in all and answered, and what was written."""

    version: int
    total: int
    answered: int
    rows: tuple[Written, ...]


def jot_of(sent: Mapping[str, str]) -> Jot:
    """From field names like "level-7" and "summary"; raises Whole for any other field or a value that is refused."""
    rows: dict[int, dict[str, object]] = {}
    card: dict[str, str] = {}
    for field, value in sent.items():
        name, _dash, item = field.rpartition("-")
        if field in CARD:
            card[field] = _of_card(field, value)
        elif name in ITEM and item.isascii() and item.isdigit() and len(item) <= 15:
            rows.setdefault(int(item), {"item": int(item)}).update(_columns(name, value))
        else:
            raise Whole
    if not rows and not card:
        raise Whole
    return Jot({item: row | {"blank": _is_blank(row)} for item, row in rows.items()}, card)


def jot(
    *, interview: int, application: int, by: User, seen_version: int, texts: Jot, writer: str, now: datetime
) -> Jotted:
    """Write into the draft that stands at `seen_version`, or begin the card when that is 0. Raises Whole otherwise."""
    said = [texts.card.get(name) for name in CARD]
    rows = json.dumps(list(texts.rows.values()), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [interview, application, by.pk, seen_version, writer, now, new_salt(), *said, rows])
        told = cursor.fetchone()[0]
    if told is None:
        raise Whole
    answer = json.loads(told)
    return Jotted(answer["version"], answer["total"], answer["answered"], tuple(_written(answer["rows"] or ())))


def _written(rows: Iterable) -> Iterable[Written]:
    for names, planned, answer in rows:
        yield Written(GridItem.from_db(None, NAMES, names), planned, Answer(**answer))


def _of_card(field: str, value: str) -> str:
    if field == "recommendation":
        if value not in Recommendation.values:
            raise Whole
        return value
    return _text(value, LONGEST_TEXT)


def _columns(name: str, value: str) -> dict[str, object]:
    if name == "level":
        return _level(value)
    if name == "result_measured":
        return {name: _ticked(value)}
    return {name: _text(value, LONGEST_MEASURE if name in MEASURES else LONGEST_TEXT)}


def _level(value: str) -> dict[str, object]:
    if value not in LEVELS and value != NOT_OBSERVED:
        raise Whole
    return {"level": LEVELS.get(value), "not_observed": value == NOT_OBSERVED}


def _ticked(value: str) -> bool:
    if value not in (CHOSEN, ""):
        raise Whole
    return value == CHOSEN


def _text(value: str, most: int) -> str:
    """Line ends of one kind; a sign that the database does not take is for the long way to refuse."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > most or "\x00" in text:
        raise Whole
    return text


def _is_blank(row: Mapping[str, object]) -> bool:
    """Whether the change could leave the competency empty."""
    return any(value is False or value == "" for name, value in row.items() if name != "not_observed")
