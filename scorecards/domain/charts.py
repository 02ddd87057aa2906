"""Positions of marks in the small charts, in per cent of the width, so that text and strokes never scale."""

from dataclasses import dataclass

from scorecards.domain.assessing import Cell

LOWEST, HIGHEST = 1, 5
MARGIN = 5.0  # per cent left free at each end, so that a mark at 1 or 5 is whole
TICKS = tuple(range(LOWEST, HIGHEST + 1))


def position(level: float) -> str:
    """Where a level from 1 to 5 stands, as an SVG length in per cent; a string, so that no language puts a comma in."""
    return f"{MARGIN + (level - LOWEST) / (HIGHEST - LOWEST) * (100 - 2 * MARGIN):.1f}%"


@dataclass(frozen=True)
class Marks:
    """Marks of one cell; `low` marks a must-have below its level."""

    ticks: tuple[str, ...]
    mean: str
    span: tuple[str, str] | None
    required: str
    low: bool


def marks(cell: Cell) -> Marks | None:
    """None where nobody observed the competency."""
    if cell.mean is None or cell.low is None or cell.high is None:
        return None
    span = (position(cell.low), position(cell.high)) if cell.low != cell.high else None
    return Marks(
        ticks=tuple(position(tick) for tick in TICKS),
        mean=position(cell.mean),
        span=span,
        required=position(cell.item.required),
        low=cell.item.must_have and cell.below,
    )


@dataclass(frozen=True)
class IntervalMarks:
    """Marks of one score; an end without a cap goes on beyond the scale, and a plain mean alone has no interval."""

    ticks: tuple[str, ...]
    mean: str
    score: str | None
    span: tuple[str, str] | None
    caps: tuple[str, ...]


def interval_marks(mean: float, score: float | None = None, bounds: tuple[float, float] | None = None) -> IntervalMarks:
    """Positions on the scale; what lies beyond it is drawn at its end."""
    return IntervalMarks(
        ticks=tuple(position(tick) for tick in TICKS),
        mean=position(mean),
        score=None if score is None else position(on_scale(score)),
        span=None if bounds is None else (position(on_scale(bounds[0])), position(on_scale(bounds[1]))),
        caps=tuple(position(bound) for bound in bounds or () if LOWEST <= bound <= HIGHEST),
    )


def on_scale(level: float) -> float:
    """A level kept within the scale."""
    return min(max(level, LOWEST), HIGHEST)
