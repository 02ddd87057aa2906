"""What makes a comparison less fair than it looks, each thing named with the people it concerns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from recruiting.models import Application, Stage
from scorecards.domain.comparing import Comparison
from scorecards.enums import Asked
from scorecards.models import QuestionMark, Scorecard

MOST_APART, SHARE_APART = 1, 1 / 3


class NotIndependent(NamedTuple):
    """A card whose writer had read colleagues' ratings: shown, and kept out of the model."""

    application: Application
    card: Scorecard


class Unseen(NamedTuple):
    """A stage in which others of the comparison were rated and this candidate was not."""

    application: Application
    stages: tuple[Stage, ...]


class AskedApart(NamedTuple):
    """Two candidates who were asked substantially different planned questions in one stage.

    Of `noted` planned questions, those noted as asked, skipped or replaced for both, `apart` were asked of only one.
    """

    stage: Stage
    first: Application
    second: Application
    apart: int
    noted: int


@dataclass(frozen=True)
class Unfairness:
    not_independent: tuple[NotIndependent, ...]
    unseen: tuple[Unseen, ...]
    alone: tuple[Application, ...]  # rated by one person only
    asked_apart: tuple[AskedApart, ...]  # most different first

    def __bool__(self) -> bool:
        return bool(self.not_independent or self.unseen or self.alone or self.asked_apart)


def unfairness(comparison: Comparison) -> Unfairness:
    """From the cards of the comparison alone, which are those open to the reader; one query for their marks."""
    people = {column.application.pk: column.application for column in comparison.columns}
    return Unfairness(
        not_independent=tuple(
            NotIndependent(people[card.application_id], card)
            for card in comparison.cards
            if not card.independent and card.application_id in people
        ),
        unseen=tuple(_unseen(people.values(), comparison.cards)),
        alone=tuple(column.application for column in comparison.columns if column.assessment.raters == 1),
        asked_apart=tuple(sorted(_asked_apart(people, comparison.cards), key=lambda one: -one.apart / one.noted)),
    )


def _asked_apart(people: Mapping[int, Application], cards: Iterable[Scorecard]) -> Iterable[AskedApart]:
    """Pairs of candidates of whom, in one stage, at least two planned questions and more than a third were not shared.

    A question counts for a candidate as asked when any card open to the reader says so, else as left out when one says
    that it was skipped or replaced. What nobody noted for both of the pair is not known and counts as no difference.
    Marks are sealed with their card, and a mark on a card that is not open to the reader changes nothing here.
    """
    stages, noted = _noted([card for card in cards if card.application_id in people])
    for stage in sorted(stages.values(), key=lambda one: one.order):
        there = [one for one in people if (stage.pk, one) in noted]
        for first, second in combinations(there, 2):
            mine, theirs = noted[stage.pk, first], noted[stage.pk, second]
            both = mine.keys() & theirs.keys()
            apart = sum(mine[question] != theirs[question] for question in both)
            if apart > MOST_APART and apart > SHARE_APART * len(both):
                yield AskedApart(stage, people[first], people[second], apart, len(both))


Noted = dict[tuple[int, int], dict[int, bool]]


def _noted(cards: Collection[Scorecard]) -> tuple[dict[int, Stage], Noted]:
    """Stages by id; by stage and application, whether each noted question was asked."""
    known = {card.pk: card for card in cards}
    noted: Noted = defaultdict(dict)
    for card, question, mark in (
        QuestionMark.objects.filter(scorecard__in=known)
        .exclude(mark="")
        .order_by("pk")
        .values_list("scorecard", "question", "mark")
    ):
        place = noted[known[card].stage_id, known[card].application_id]
        place[question] = place.get(question, False) or mark == Asked.ASKED
    return {card.stage_id: card.stage for card in cards}, dict(noted)


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
