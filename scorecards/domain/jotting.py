"""Saving one text of a draft while it is typed: the short way, two statements, for what is saved most often.

It takes only what cannot go wrong: a text of a draft that stands as the page saw it. Anything else, from the first save
to a clash, is left to `save_card`, which knows every rule and says what stands in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import User
from recruiting.enums import Presence
from recruiting.models import Attendance, Interview, Seat
from scorecards.domain.answers import LONGEST_TEXT
from scorecards.enums import CardState
from scorecards.models import Rating, Scorecard
from scorecards.models.blindness import OWING_STATES

TEXTS = ("evidence", "situation", "task", "action")
"""Texts of a competency that nothing else on the card is computed from."""
SUMMARY = "summary"


class Whole(Exception):
    """The whole card must be sent: what came is not for the short way, or the card has moved on. Nothing was saved."""


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


@transaction.atomic
def jot(
    *, interview: int, application: int, by: User, seen_version: int, texts: Jot, writer: str, now: datetime
) -> int:
    """Write the texts into the draft that stands at `seen_version`; returns its new version. Raises Whole otherwise."""
    own = _writable(interview, application, by).filter(version=seen_version)
    summary = {SUMMARY: texts.texts[SUMMARY]} if texts.item is None else {}
    if own.update(version=F("version") + 1, writer=writer, saved_at=now, **summary) != 1:
        raise Whole
    if texts.item is not None and not _ratings(interview, application, by, texts.item).update(**texts.texts):
        raise Whole
    return seen_version + 1


def _writable(interview: int, application: int, by: User):
    """The person's draft, as long as the seat stands, the meeting was not cancelled and the candidate is not absent."""
    seat = Seat.objects.filter(interview=OuterRef("interview"), interviewer=by, removed_at=None)
    meeting = Interview.objects.filter(pk=OuterRef("interview"), state__in=OWING_STATES)
    absent = Attendance.objects.filter(
        interview=OuterRef("interview"), application=OuterRef("application"), presence=Presence.NO_SHOW
    )
    drafts = Scorecard.objects.filter(interview=interview, application=application, interviewer=by)
    open_ones = drafts.filter(state=CardState.DRAFT, ratings_sealed_at=None)
    return open_ones.filter(Exists(seat), Exists(meeting), ~Exists(absent))


def _ratings(interview: int, application: int, by: User, item: int):
    cards = Scorecard.objects.filter(
        interview=interview, application=application, interviewer=by, state=CardState.DRAFT
    )
    return Rating.objects.filter(scorecard__in=cards.values("pk"), item=item)
