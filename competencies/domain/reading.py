"""A grid as people read it: a published one from its copy, a draft from the library as it stands today."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from competencies.domain.blockers import library_items, shown
from competencies.enums import Section
from competencies.models import Anchor, Grid, GridAnchor, GridItem, GridQuestion, Question


@dataclass(frozen=True)
class ShownItem:
    """One requirement with the texts that stand behind it."""

    item: GridItem
    key: str
    name: str
    definition: str
    anchors: Sequence[GridAnchor | Anchor]
    questions: Sequence[GridQuestion | Question]

    @property
    def required(self) -> str:
        """The behaviour that meets the requirement."""
        return next((anchor.text for anchor in self.anchors if anchor.level == self.item.required_level), "")

    @property
    def weight(self) -> str:
        return shown(self.item.weight)


def shown_items(grid: Grid) -> list[ShownItem]:
    """The grid's items in order, in four queries however many there are."""
    if grid.is_draft:
        return [_from_library(item) for item in library_items(grid)]
    items = grid.items.select_related("competency").prefetch_related("anchors", "questions")
    return [_from_copy(item) for item in items]


def by_section(items: Sequence[ShownItem]) -> list[tuple[Section, list[ShownItem]]]:
    """The items under their sections, sections in the order of the choices, items in the order of the grid."""
    order = {section: place for place, section in enumerate(Section.values)}
    ranked = sorted(items, key=lambda shown: order[shown.item.section])
    return [(Section(section), list(group)) for section, group in groupby(ranked, lambda one: one.item.section)]


def _from_library(item: GridItem) -> ShownItem:
    library = item.competency
    return ShownItem(
        item, library.key, library.name, library.definition, list(library.anchors.all()), list(library.questions.all())
    )


def _from_copy(item: GridItem) -> ShownItem:
    return ShownItem(
        item, item.competency.key, item.name, item.definition, list(item.anchors.all()), list(item.questions.all())
    )
