"""The short save of marks on the kit's questions: any number in one query, or the long way for what is not plain."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from accounts.models import User
from scorecards.domain.jotted_parts import Whole
from scorecards.domain.marking import LONGEST, Mark
from scorecards.enums import Asked
from scorecards.models.card import new_salt

SAVE = "SELECT scorecards_jot_marks(%s, %s, %s, %s, %s, %s, %s::jsonb)"


def jot_marks(
    *, interview: int, application: int, by: User, marks: Mapping[int, Mark], writer: str, now: datetime
) -> dict[int, int]:
    """The revision of each question that was sent, once its mark is kept. Raises Whole, and then nothing was kept."""
    if not marks or not all(_is_known(mark) for mark in marks.values()):
        raise Whole
    rows = [
        {"question": key, "mark": one.mark, "replacement": one.replacement, "revision": one.revision}
        for key, one in marks.items()
    ]
    with connection.cursor() as cursor:
        sent = json.dumps(rows, ensure_ascii=False)
        cursor.execute(SAVE, [interview, application, by.pk, writer, now, new_salt(), sent])
        told = cursor.fetchone()[0]
    if told is None:
        raise Whole
    return {int(key): revision for key, revision in json.loads(told).items()}


def _is_known(mark: Mark) -> bool:
    return mark.mark in ("", *Asked.values) and len(mark.replacement) <= LONGEST and "\x00" not in mark.replacement
