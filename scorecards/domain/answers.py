"""What an interviewer wrote, apart from where it is kept: the same shape from a form and from the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from competencies.models import GridItem
from scorecards.models import Rating, Scorecard

LONGEST_TEXT = 20_000
"""Characters in one field, counted as Unicode code points."""

TEXTS = ("evidence", "situation", "task", "action", "result")


@dataclass(frozen=True)
class Answer:
    """The answer on one competency: a level from 1 to 5, or "not observed", or neither yet."""

    level: int | None = None
    not_observed: bool = False
    evidence: str = ""
    situation: str = ""
    task: str = ""
    action: str = ""
    result: str = ""
    result_measured: bool = False

    @property
    def is_answered(self) -> bool:
        return self.level is not None or self.not_observed

    @property
    def has_evidence(self) -> bool:
        return any(getattr(self, name).strip() for name in TEXTS)

    @property
    def choice(self) -> str:
        """The chosen radio button: "1" to "5", "none" for not observed, empty for no answer."""
        return "none" if self.not_observed else str(self.level or "")

    @classmethod
    def of_rating(cls, rating: Rating) -> "Answer":
        return cls(**{part.name: getattr(rating, part.name) for part in fields(cls)})


NOTHING = Answer()


@dataclass(frozen=True)
class Answers:
    """A whole card: answers by the id of the grid item, then the overall recommendation and the summary."""

    items: Mapping[int, Answer] = field(default_factory=dict)
    recommendation: str = ""
    summary: str = ""

    def of(self, item: GridItem) -> Answer:
        return self.items.get(item.pk, NOTHING)

    def answered(self, items: Iterable[GridItem]) -> int:
        return sum(self.of(item).is_answered for item in items)

    def with_item(self, key: int, **changes) -> "Answers":
        return replace(self, items={**self.items, key: replace(self.items.get(key, NOTHING), **changes)})


def answers_of(card: Scorecard | None) -> Answers:
    """What the card holds now; nothing for a card not begun."""
    if card is None:
        return Answers()
    ratings = {rating.item_id: Answer.of_rating(rating) for rating in card.ratings.all()}
    return Answers(ratings, card.recommendation, card.summary)
