"""The plan of the talk: blocks with their minutes, so that a clock can say where the talk stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from recruiting.models import Interview, KitQuestion

OPENING, CLOSING = 5, 5
"""Minutes to arrive, and for the candidate's questions; longer when the stage leaves time."""


@dataclass(frozen=True)
class Block:
    starts_at: datetime
    minutes: int
    title: str
    question: KitQuestion | None = None


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


def plan_of_talk(interview: Interview, kit: Sequence[KitQuestion]) -> Plan:
    """Opening, the questions of the kit in order, closing. Time left over goes to the candidate's questions."""
    room = int((interview.ends_at - interview.starts_at).total_seconds() // 60)
    asked = sum(row.question.minutes for row in kit)
    closing = max(CLOSING, room - asked - OPENING)
    parts: list[tuple[str, int, KitQuestion | None]] = [
        (_("Hello, how the talk goes, consent to notes"), OPENING, None)
    ]
    parts += [(row.question.item.name, row.question.minutes, row) for row in kit]
    parts += [(_("The candidate’s questions, next step"), closing, None)]
    blocks, start = [], interview.starts_at
    for title, minutes, row in parts:
        blocks.append(Block(start, minutes, title, row))
        start += timedelta(minutes=minutes)
    return Plan(blocks, room)
