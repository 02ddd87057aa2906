"""The evidence behind one cell of the comparison: who rated, which level, the anchor's words, what was written."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from accounts.models import User
from competencies.models import Grid, GridAnchor, GridItem
from recruiting.models import Application, Vacancy
from scorecards.domain.amendments import amendments
from scorecards.domain.assessing import Cell, assess, latest
from scorecards.domain.comparing import items_of, read_against, visible_cards, voices_of
from scorecards.models import Rating, Scorecard


@dataclass(frozen=True)
class Voice:
    """One rater on one competency; `counts` is False where a later rating of the same rater counts instead."""

    card: Scorecard
    rating: Rating
    anchor: str
    counts: bool


@dataclass(frozen=True)
class Evidence:
    application: Application
    item: GridItem
    cell: Cell | None
    voices: tuple[Voice, ...]

    @property
    def required(self) -> int:
        """The level asked for by what the candidates are read as."""
        return self.cell.item.required if self.cell else self.item.required_level

    @property
    def cards(self) -> list[Scorecard]:
        return [voice.card for voice in self.voices]


def evidence_of(
    *, vacancy: Vacancy, application: Application, item: GridItem, user: User, read_as: Grid | None = None
) -> Evidence:
    """Evidence from the cards the person may see now, in the order of the stages.

    `read_as`: the level required is that of this grid, of another level; anchors stay those that the raters read.
    """
    cards = sorted(visible_cards(vacancy, user, [application.pk]), key=lambda card: (card.stage.order, card.pk))
    prefetch_related_objects(cards, amendments())
    anchors = dict(GridAnchor.objects.filter(item=item).values_list("level", "text"))
    items = items_of(vacancy) if read_as is None else read_against(vacancy, read_as)
    own = [spec for spec in items if spec.id == item.pk]
    voices = [voice for voice in voices_of(cards) if voice.item == item.pk]
    assessment = assess(own, voices).get(application.pk)
    last = {voice.rater: (voice.stage_order, voice.card) for voice in latest(voices)}
    heard = [
        Voice(
            card, rating, anchors.get(rating.level or 0, ""), last[card.interviewer_id] <= (card.stage.order, card.pk)
        )
        for card in cards
        for rating in card.ratings.all()
        if rating.item_id == item.pk
    ]
    cell = assessment.cells[0] if assessment and own else None
    return Evidence(application, item, cell, tuple(heard))
