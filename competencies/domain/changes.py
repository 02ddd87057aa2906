"""What differs: a draft and the version it was copied from, or what one person typed and another saved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from competencies.domain.blockers import shown
from competencies.domain.drafting import Row
from competencies.models import Competency, Grid, GridItem


def changes(grid: Grid) -> list[str]:
    """One line a change: competencies that came and went, levels, weights, must-haves, the supplement's share."""
    if grid.based_on is None:
        return []
    before, after = _by_competency(grid.based_on), _by_competency(grid)
    return [
        *(_("%(name)s: new") % {"name": after[key].competency.name} for key in after.keys() - before.keys()),
        *(_("%(name)s: taken out") % {"name": before[key].competency.name} for key in before.keys() - after.keys()),
        *(line for key, item in after.items() if key in before for line in _differences(before[key], item)),
        *_share(grid.based_on, grid),
    ]


def _by_competency(grid: Grid) -> dict[int, GridItem]:
    return {item.competency_id: item for item in grid.items.select_related("competency")}


def _differences(was: GridItem, item: GridItem) -> Iterator[str]:
    name = item.competency.name
    if was.required_level != item.required_level:
        values = {"name": name, "was": was.required_level, "now": item.required_level}
        yield _("%(name)s: level %(was)s → %(now)s") % values
    if was.weight != item.weight:
        weights = {"name": name, "was": shown(was.weight), "now": shown(item.weight)}
        yield _("%(name)s: weight %(was)s → %(now)s") % weights
    if was.must_have != item.must_have:
        message = _("%(name)s: must-have") if item.must_have else _("%(name)s: no longer a must-have")
        yield message % {"name": name}


def _share(was: Grid, now: Grid) -> Iterator[str]:
    if was.supplement_share != now.supplement_share:
        values = {"was": was.supplement_share, "now": now.supplement_share}
        yield _("Share of the supplement: %(was)s → %(now)s") % values


@dataclass(frozen=True)
class Difference:
    """A row that differs between what is saved and what was typed; None where one side does not have it."""

    name: str
    saved: GridItem | None
    typed: Row | None
    saved_weight: str
    typed_weight: str


def differences(items: Sequence[GridItem], rows: Sequence[Row]) -> list[Difference]:
    """Both sides of every row that is not the same in them, the saved ones first."""
    saved, typed = {item.competency_id: item for item in items}, {row.competency_id: row for row in rows}
    names = {one.pk: one.name for one in Competency.objects.filter(pk__in=saved.keys() | typed.keys())}
    return [
        _difference(names[key], saved.get(key), typed.get(key))
        for key in [*saved, *(key for key in typed if key not in saved)]
        if _said(saved.get(key)) != _said(typed.get(key))
    ]


def _difference(name: str, saved: GridItem | None, typed: Row | None) -> Difference:
    return Difference(name, saved, typed, shown(saved.weight) if saved else "", shown(typed.weight) if typed else "")


def _said(row: GridItem | Row | None) -> tuple | None:
    return None if row is None else (row.section, row.required_level, row.weight, row.must_have)
