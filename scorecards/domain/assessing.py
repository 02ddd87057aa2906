"""What the visible ratings of one candidate add up to: level, spread and gap per competency, coverage and fit.

Pure: takes plain rows, knows no database. Whatever is computed here stands on the rows it was given, so blindness is
kept by giving it only rows from `Scorecard.objects.visible_to`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import floor
from statistics import fmean


@dataclass(frozen=True)
class Item:
    """One required competency of the pinned grid; `weight` in per cent of the whole, supplement already scaled."""

    id: int
    name: str
    required: int
    weight: float
    must_have: bool
    section: str = "core"
    deciding: bool = False  # one of the few qualities that decide in this trade
    communication: bool = False  # a way of talking
    planned: bool = True  # False: asked for by the grid it is read against, not by the vacancy's own


@dataclass(frozen=True)
class Voice:
    """One rating as it was given: `level` 1..5, or None for "not observed"."""

    application: int
    item: int
    rater: int
    level: int | None
    stage_order: int
    card: int
    rating: int
    independent: bool = True


@dataclass(frozen=True)
class Cell:
    """A candidate on a competency. `mean` is None where nobody observed it: missing is missing, never zero."""

    item: Item
    mean: float | None
    low: int | None
    high: int | None
    raters: int
    voices: tuple[Voice, ...] = field(default=(), repr=False)

    @property
    def gap(self) -> float | None:
        """Levels below the required one; 0 where it is met."""
        return None if self.mean is None else max(0.0, self.item.required - self.mean)

    @property
    def below(self) -> bool:
        return self.mean is not None and self.mean < self.item.required

    @property
    def mixed(self) -> bool:
        """Raters stand on both sides of the required level, or more than one level apart."""
        if self.low is None or self.high is None:
            return False
        return self.low < self.item.required <= self.high or self.high - self.low > 1


@dataclass(frozen=True)
class Assessment:
    """One candidate over the whole grid."""

    application: int
    cells: tuple[Cell, ...]

    @property
    def coverage(self) -> float:
        """Share of the weight that somebody observed, 0..1."""
        total = sum(cell.item.weight for cell in self.cells)
        return sum(cell.item.weight for cell in self.cells if cell.mean is not None) / total if total else 0.0

    @property
    def fit(self) -> float | None:
        """Sum of w x min(level, required) / required over the observed weight, 0..1; None when nothing was observed."""
        seen = [(cell.item, cell.mean) for cell in self.cells if cell.mean is not None]
        weight = sum(item.weight for item, _mean in seen)
        if not weight:
            return None
        return sum(item.weight * min(mean, item.required) / item.required for item, mean in seen) / weight

    @property
    def raters(self) -> int:
        """How many people gave a level; who observed nothing stands behind no figure."""
        return len({voice.rater for cell in self.cells for voice in cell.voices if voice.level is not None})

    @property
    def must_haves_below(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.item.must_have and cell.below)

    @property
    def communication_alone(self) -> bool:
        """Whether only ways of talking reach their level: a good talker is easily taken for more than that."""
        reached = [cell.item.communication for cell in self.cells if cell.mean is not None and not cell.below]
        others = [cell for cell in self.cells if not cell.item.communication]
        return bool(others) and bool(reached) and all(reached)

    @property
    def must_haves_unknown(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.item.must_have and cell.mean is None)


def coverage_in_percent(share: float) -> int:
    """Rounded down: 70 % is said of a candidate only where 70 % was observed, and 100 % only of the whole."""
    return floor(100 * (share + 1e-9))


def assess(items: Sequence[Item], voices: Iterable[Voice]) -> dict[int, Assessment]:
    """Assess every application that appears in `voices`, in the order of `items`."""
    by_place: dict[int, dict[int, list[Voice]]] = defaultdict(lambda: defaultdict(list))
    for voice in voices:
        by_place[voice.application][voice.item].append(voice)
    return {
        application: Assessment(application, tuple(_cell(item, given.get(item.id, [])) for item in items))
        for application, given in by_place.items()
    }


def _cell(item: Item, voices: list[Voice]) -> Cell:
    counted = [voice.level for voice in latest(voices) if voice.level is not None]
    everyone = tuple(sorted(voices, key=lambda voice: (voice.stage_order, voice.card)))
    if not counted:
        return Cell(item, None, None, None, 0, everyone)
    return Cell(item, fmean(counted), min(counted), max(counted), len(counted), everyone)


def latest(voices: Iterable[Voice]) -> list[Voice]:
    """The ratings that count: where one rater saw a competency twice, the later observation.

    A later "not observed" does not take back what the same rater had seen before.
    """
    chosen: dict[tuple[int, int, int], Voice] = {}
    for voice in sorted(voices, key=lambda voice: (voice.level is not None, voice.stage_order, voice.card)):
        chosen[voice.application, voice.item, voice.rater] = voice
    return list(chosen.values())
