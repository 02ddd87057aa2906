"""Weights as a kind of employer would set them: suggested beside the grid's own, never written into it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from competencies.domain.weights import is_supplement, spread
from competencies.models import GridItem, PresetMultiplier, WeightPreset


@dataclass(frozen=True)
class Shift:
    """One competency whose weight the preset moves, and why."""

    item: GridItem
    weight: Decimal
    suggested: Decimal
    reason: str
    basis: str


@dataclass(frozen=True)
class Suggestion:
    preset: WeightPreset
    shifts: list[Shift]


def suggestions(items: Sequence[GridItem]) -> list[Suggestion]:
    """One for each preset that speaks of a competency of the grid. Two queries."""
    presets = WeightPreset.objects.prefetch_related("multipliers")
    found = [_suggestion(preset, items) for preset in presets]
    return [suggestion for suggestion in found if suggestion.shifts]


def _suggestion(preset: WeightPreset, items: Sequence[GridItem]) -> Suggestion:
    moved = {one.competency_id: one for one in preset.multipliers.all()}
    weights = shifted(items, {key: one.multiplier for key, one in moved.items()})
    shifts = [
        _shift(item, weights[item.pk], moved[item.competency_id]) for item in items if item.competency_id in moved
    ]
    return Suggestion(preset, shifts)


def _shift(item: GridItem, suggested: Decimal, multiplier: PresetMultiplier) -> Shift:
    return Shift(item, item.weight, suggested, multiplier.reason, multiplier.get_basis_display())


def shifted(items: Iterable[GridItem], multipliers: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Weights by item after multiplying, brought back to 100 apart for the supplement and for everything else."""
    weights: dict[int, Decimal] = {}
    for supplement in (False, True):
        part = [item for item in items if is_supplement(item) == supplement]
        raised = [item.weight * multipliers.get(item.competency_id, Decimal(1)) for item in part]
        weights |= dict(zip((item.pk for item in part), spread(raised), strict=True))
    return weights
