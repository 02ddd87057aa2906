"""Saving one text of a draft while it is typed: the short way, one statement, for what is saved most often.

It takes only what cannot go wrong: a text of a draft that stands as the page saw it. Anything else, from the first save
to a clash, is left to `save_card`, which knows every rule and says what stands in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.models import User
from scorecards.domain.answers import LONGEST_TEXT

TEXTS = ("evidence", "situation", "task", "action")
"""Texts of a competency that nothing else on the card is computed from."""
SUMMARY = "summary"


class Whole(Exception):
    """The whole card must be sent: what came is not for the short way, or the card has moved on. Nothing was saved."""


STATEMENT = """
WITH card AS (
    UPDATE scorecards_scorecard c
    SET version = c.version + 1, writer = %(writer)s, saved_at = %(now)s,
        summary = COALESCE(%(summary)s::text, c.summary)
    FROM recruiting_interview i
    WHERE c.interview_id = %(interview)s AND c.application_id = %(application)s AND c.interviewer_id = %(by)s
      AND c.version = %(seen)s AND c.state = 'draft' AND c.ratings_sealed_at IS NULL
      AND i.id = c.interview_id AND i.state IN ('planned', 'held')
      AND EXISTS (SELECT FROM recruiting_seat s WHERE s.interview_id = c.interview_id
                  AND s.interviewer_id = c.interviewer_id AND s.removed_at IS NULL)
      AND NOT EXISTS (SELECT FROM recruiting_attendance a WHERE a.interview_id = c.interview_id
                      AND a.application_id = c.application_id AND a.presence = 'no_show')
      AND (%(item)s::bigint IS NULL OR EXISTS (SELECT FROM scorecards_rating r
                                               WHERE r.scorecard_id = c.id AND r.item_id = %(item)s::bigint))
    RETURNING c.id, c.version
), texts AS (
    UPDATE scorecards_rating r
    SET evidence = COALESCE(%(evidence)s::text, r.evidence), situation = COALESCE(%(situation)s::text, r.situation),
        task = COALESCE(%(task)s::text, r.task), action = COALESCE(%(action)s::text, r.action)
    FROM card WHERE r.scorecard_id = card.id AND r.item_id = %(item)s::bigint
)
SELECT version FROM card
"""
"""One statement, so that card and text are written together or not at all. It asks for the seat, a meeting that was not
cancelled and a candidate who came; built by hand because assembling it anew costs more than running it."""


@dataclass(frozen=True)
class Jot:
    """Texts of one competency (`item`), or of the card itself when it is None."""

    item: int | None
    texts: Mapping[str, str]


def jot_of(sent: Mapping[str, str]) -> Jot:
    """From field names like "evidence-7"; raises Whole for any other field, several competencies or too long a text."""
    texts = {name: text.replace("\r\n", "\n").replace("\r", "\n") for name, text in sent.items()}
    if not texts or any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise Whole
    if set(texts) == {SUMMARY}:
        return Jot(None, texts)
    parts = [name.rpartition("-") for name in texts]
    items = {item for _name, _dash, item in parts}
    if len(items) != 1 or not min(items).isascii() or not min(items).isdigit() or len(min(items)) > 15:
        raise Whole
    if any(name not in TEXTS for name, _dash, _item in parts):
        raise Whole
    return Jot(int(items.pop()), {name.rpartition("-")[0]: text for name, text in texts.items()})


def jot(
    *, interview: int, application: int, by: User, seen_version: int, texts: Jot, writer: str, now: datetime
) -> int:
    """Write the texts into the draft that stands at `seen_version`; returns its new version. Raises Whole otherwise."""
    values = dict.fromkeys((*TEXTS, SUMMARY)) | dict(texts.texts)
    place = {"interview": interview, "application": application, "by": by.pk, "item": texts.item}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {**values, **place, "seen": seen_version, "writer": writer, "now": now})
        row = cursor.fetchone()
    if row is None:
        raise Whole
    return row[0]
