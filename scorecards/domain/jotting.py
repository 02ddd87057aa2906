"""Saving what was just typed or chosen: the short way, which an automatic save takes with any number of fields.

It takes only what cannot go wrong, of a draft that stands as the page saw it or of a card not begun: one query, and one
each to look up exercises and claims where these came. Anything else, up to a clash, is left to `save_card`, which knows
every rule and says what stands in the way.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from accounts.domain.sent import whole
from accounts.models import User
from competencies.enums import Level
from competencies.models import GridItem
from scorecards.domain.answers import LONGEST_MEASURE, LONGEST_TEXT, MEASURES, TEXTS, Answer
from scorecards.domain.fields import CHOSEN, NOT_OBSERVED
from scorecards.domain.jotted_parts import NO_PARTS, Parts, Whole, is_part, parts_of
from scorecards.enums import Recommendation
from scorecards.models.card import new_salt

CARD = ("recommendation", "summary")
ITEM = ("level", "result_measured", *TEXTS)
LEVELS = {str(level): level for level in Level.values}
NAMES = ("id", "name", "name_en", "name_ru", "name_ro")

SAVE = "SELECT scorecards_jot(%s, %s, %s, %s::integer, %s, %s, %s, %s, %s, %s::jsonb, true)"
"""The function asks for the seat, a meeting that was not cancelled and a candidate who came, at the version that was
seen, and writes everything or nothing."""


@dataclass(frozen=True)
class Jot:
    """What to write: `rows` are columns of a rating by the id of its competency, `card` columns of the card itself,
    `parts` fields of exercises, critical errors and claims as they were sent."""

    rows: Mapping[int, Mapping[str, object]]
    card: Mapping[str, str]
    parts: Mapping[str, str] = field(default_factory=dict)


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
    parts: Parts = NO_PARTS


def jot_of(sent: Mapping[str, str]) -> Jot:
    """From field names like "level-7" and "summary"; raises Whole for an unknown field or a value that is refused."""
    rows: dict[int, dict[str, object]] = {}
    card: dict[str, str] = {}
    parts: dict[str, str] = {}
    for name, value in sent.items():
        column, _dash, item = name.rpartition("-")
        if name in CARD:
            card[name] = _of_card(name, value)
        elif column in ITEM and (key := whole(item)) is not None:
            rows.setdefault(key, {"item": key}).update(columns_of(column, value))
        elif is_part(name):
            parts[name] = value
        else:
            raise Whole
    if not (rows or card or parts):
        raise Whole
    return Jot({item: row | {"blank": _is_blank(row)} for item, row in rows.items()}, card, parts)


def jot(
    *, interview: int, application: int, by: User, seen_version: int, texts: Jot, writer: str, now: datetime
) -> Jotted:
    """Write into the draft that stands at `seen_version`, or begin the card when that is 0. Raises Whole otherwise.

    A draft that `writer`, the opened page, saved last itself is taken too: that page only missed the answer.
    """
    said = [texts.card.get(name) for name in CARD]
    parts = parts_of(texts.parts, interview=interview, application=application, by=by)
    sent = json.dumps({"rows": list(texts.rows.values()), **parts.written}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [interview, application, by.pk, seen_version, writer, now, new_salt(), *said, sent])
        told = cursor.fetchone()[0]
    if told is None:
        raise Whole
    return told_of(json.loads(told), parts)


def told_of(answer: Mapping, parts: Parts = NO_PARTS) -> Jotted:
    return Jotted(answer["version"], answer["total"], answer["answered"], tuple(_written(answer["rows"] or ())), parts)


def _written(rows: Iterable) -> Iterable[Written]:
    for names, planned, answer in rows:
        yield Written(GridItem.from_db(None, NAMES, names), planned, Answer(**answer))


def _of_card(field: str, value: str) -> str:
    if field == "recommendation":
        if value not in Recommendation.values:
            raise Whole
        return value
    return _text(value, LONGEST_TEXT)


def columns_of(name: str, value: str) -> dict[str, object]:
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
