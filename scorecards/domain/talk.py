"""The plan of the talk: blocks with their minutes, so that a clock can say where the talk stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from recruiting.models import Interview, KitQuestion
from scorecards.domain.sheet import Exercise

OPENING, CLOSING = 5, 5
"""Minutes to arrive, and for the candidate's questions; longer when the stage leaves time."""


@dataclass(frozen=True)
class Block:
    starts_at: datetime
    minutes: int
    title: str
    question: KitQuestion | None = None
    exercise: Exercise | None = None

    @property
    def anchor(self) -> str:
        """Id of its place on the page; empty when it has none."""
        if self.question:
            return f"q{self.question.pk}"
        return f"exercise-{self.exercise.pk}" if self.exercise else ""


@dataclass(frozen=True)
class Plan:
    """`minutes` are those of the blocks, `room` those of the meeting; `over` is what does not fit, 0 when all fits."""

    blocks: list[Block]
    room: int

    @property
    def minutes(self) -> int:
        return sum(block.minutes for block in self.blocks)

    @property
    def over(self) -> int:
        return max(0, self.minutes - self.room)


def plan_of_talk(interview: Interview, kit: Sequence[KitQuestion], exercises: Sequence[Exercise]) -> Plan:
    """Opening, the questions of the kit in order, exercises and tests with getting ready and feedback, closing.

    Time left over goes to the candidate's questions.
    """
    room = int((interview.ends_at - interview.starts_at).total_seconds() // 60)
    asked = [(row.question.minutes, row.question.item.name, row, None) for row in kit]
    done = [(one.sheet.whole_minutes, one.sheet.name, None, one) for one in exercises]
    planned = sum(minutes for minutes, *_rest in (*asked, *done))
    parts: list[tuple[int, str, KitQuestion | None, Exercise | None]] = [
        (OPENING, _("Hello, how the talk goes, consent to notes"), None, None),
        *asked,
        *done,
        (max(CLOSING, room - planned - OPENING), _("The candidate’s questions, next step"), None, None),
    ]
    blocks, start = [], interview.starts_at
    for minutes, title, row, exercise in parts:
        blocks.append(Block(start, minutes, title, row, exercise))
        start += timedelta(minutes=minutes)
    return Plan(blocks, room)
