"""How one reader laid the candidates of a comparison out: who is pinned, who was moved. Kept in the page's address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.domain.sent import whole
from scorecards.domain.comparing import Column


@dataclass(frozen=True)
class Arrangement:
    """`pinned` stand first; `order`, once somebody moved a candidate, replaces the sort for the rest."""

    pinned: tuple[int, ...] = ()
    order: tuple[int, ...] = ()

    def arranged(self, columns: Sequence[Column]) -> list[Column]:
        """The columns with the pinned first; ids that are not among them are passed over."""
        by_id = {column.application.pk: column for column in columns}
        chosen = [one for one in (*self.pinned, *self.order) if one in by_id]
        return [by_id[one] for one in dict.fromkeys((*chosen, *by_id))]


@dataclass(frozen=True)
class Head:
    """The head of a column with what may be done to it; an arrangement is None where there is nothing to do."""

    column: Column
    pinned: bool
    toggled: Arrangement
    left: Arrangement | None
    right: Arrangement | None


def parse_ids(text: str) -> tuple[int, ...]:
    """Ids written as "3,1,2", each once; whatever is no number is left out."""
    parts = [whole(part.strip()) for part in text.split(",")]
    return tuple(dict.fromkeys(part for part in parts if part is not None))


def written(ids: Sequence[int]) -> str | None:
    """The way back from `parse_ids`; None leaves the value out of an address."""
    return ",".join(map(str, ids)) or None


def heads(columns: Sequence[Column], arrangement: Arrangement) -> list[Head]:
    """Heads of columns that are already arranged."""
    shown = [column.application.pk for column in columns]
    pins = [one for one in arrangement.pinned if one in shown]
    return [_head(column, place, shown, pins, arrangement) for place, column in enumerate(columns)]


def _head(column: Column, place: int, shown: list[int], pins: list[int], arrangement: Arrangement) -> Head:
    one = column.application.pk
    pinned = one in pins
    toggled = tuple(pin for pin in pins if pin != one) if pinned else (*pins, one)
    first, last = (0, len(pins) - 1) if pinned else (len(pins), len(shown) - 1)
    return Head(
        column=column,
        pinned=pinned,
        toggled=replace(arrangement, pinned=toggled),
        left=_swapped(shown, pins, place, place - 1) if place > first else None,
        right=_swapped(shown, pins, place, place + 1) if place < last else None,
    )


def _swapped(shown: list[int], pins: list[int], one: int, other: int) -> Arrangement:
    """The arrangement on the screen with two neighbours exchanged."""
    moved = list(shown)
    moved[one], moved[other] = moved[other], moved[one]
    return Arrangement(pinned=tuple(moved[: len(pins)]), order=tuple(moved[len(pins) :]))
