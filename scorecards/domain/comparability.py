"""What makes a comparison less fair than it looks, each thing named with the people it concerns."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from recruiting.models import Application, Stage
from scorecards.domain.comparing import Comparison
from scorecards.models import Scorecard


class NotIndependent(NamedTuple):
    """A card whose writer had read colleagues' ratings: shown, and kept out of the model."""

    application: Application
    card: Scorecard


class Unseen(NamedTuple):
    """A stage in which others of the comparison were rated and this candidate was not."""

    application: Application
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Unfairness:
    not_independent: tuple[NotIndependent, ...]
    unseen: tuple[Unseen, ...]
    alone: tuple[Application, ...]  # rated by one person only

    def __bool__(self) -> bool:
        return bool(self.not_independent or self.unseen or self.alone)


def unfairness(comparison: Comparison) -> Unfairness:
    """From the cards of the comparison alone; no query."""
    people = {column.application.pk: column.application for column in comparison.columns}
    return Unfairness(
        not_independent=tuple(
            NotIndependent(people[card.application_id], card)
            for card in comparison.cards
            if not card.independent and card.application_id in people
        ),
        unseen=tuple(_unseen(people.values(), comparison.cards)),
        alone=tuple(column.application for column in comparison.columns if column.assessment.raters == 1),
    )


def _unseen(people: Iterable[Application], cards: Iterable[Scorecard]) -> Iterable[Unseen]:
    stages: dict[int, Stage] = {}
    seen: dict[int, set[int]] = defaultdict(set)
    for card in cards:
        stages[card.stage_id] = card.stage
        seen[card.application_id].add(card.stage_id)
    ordered = sorted(stages.values(), key=lambda stage: stage.order)
    for one in people:
        missing = tuple(stage for stage in ordered if stage.pk not in seen[one.pk])
        if missing:
            yield Unseen(one, missing)
