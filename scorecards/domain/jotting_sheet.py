"""The short save of a group sheet: every column with changes in one query, each still a card of its own."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from accounts.models import User
from scorecards.domain.jotted_parts import Whole
from scorecards.domain.jotting import Jotted, columns_of, told_of
from scorecards.models.card import new_salt

SAVE = "SELECT scorecards_jot_sheet(%s, %s, %s, %s, %s::jsonb)"
COLUMN = {"level": "level", "note": "evidence"}
"""What a field of the sheet is called on the card."""

Columns = dict[int, dict[int, dict[str, object]]]


def columns_in(sent: Mapping[str, str]) -> Columns:
    """Rows of ratings by application and competency, from names like "level-12-7"; raises Whole for anything else."""
    columns: Columns = {}
    for name, value in sent.items():
        kind, *numbers = name.split("-")
        if kind not in COLUMN or len(numbers) != 2 or not all(_is_id(one) for one in numbers):
            raise Whole
        application, item = map(int, numbers)
        row = columns.setdefault(application, {}).setdefault(item, {"item": item})
        row.update(columns_of(COLUMN[kind], value))
    if not columns:
        raise Whole
    return columns


def jot_sheet(
    *, interview: int, by: User, columns: Columns, seen: Mapping[int, int], writer: str, now: datetime
) -> dict[int, Jotted | None]:
    """Write each column into its card as `jot` does; None for one that has to go the long way and was left alone."""
    sent = [
        {"application": key, "seen": seen[key], "salt": new_salt(), "sent": {"rows": list(rows.values())}}
        for key, rows in columns.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [interview, by.pk, writer, now, json.dumps(sent, ensure_ascii=False)])
        told = json.loads(cursor.fetchone()[0])
    return {int(key): told_of(answer) if answer else None for key, answer in told.items()}


def _is_id(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) <= 15
