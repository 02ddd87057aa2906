"""What an interviewer wrote, apart from where it is kept: the same shape from a form and from the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from competencies.models import GridItem
from recruiting.enums import ClaimState
from scorecards.models import ClaimMark, CriticalError, ExerciseResult, Rating, Scorecard

LONGEST_TEXT = 20_000
"""Characters in one field, counted as Unicode code points."""
LONGEST_MEASURE = 500

EVIDENCE = ("evidence", "situation", "task", "action", "result")
MEASURES = ("baseline", "period", "source")
TEXTS = EVIDENCE + MEASURES


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
    baseline: str = ""
    period: str = ""
    source: str = ""

    @property
    def is_answered(self) -> bool:
        return self.level is not None or self.not_observed

    @property
    def has_evidence(self) -> bool:
        return any(getattr(self, name).strip() for name in EVIDENCE)

    @property
    def lacks_measure(self) -> bool:
        """Said to be measured, but not from what, over which time, or by whose figures."""
        return self.result_measured and not all(getattr(self, name).strip() for name in MEASURES)

    @property
    def choice(self) -> str:
        """The chosen radio button: "1" to "5", "none" for not observed, empty for no answer."""
        return "none" if self.not_observed else str(self.level or "")

    @classmethod
    def of_rating(cls, rating: Rating) -> "Answer":
        return cls(**{part.name: getattr(rating, part.name) for part in fields(cls)})


NOTHING = Answer()


@dataclass(frozen=True)
class Result:
    """What was seen in one exercise, or the outcome of one test; see ExerciseResult for `marks`."""

    score: int | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @classmethod
    def of_row(cls, row: ExerciseResult) -> "Result":
        return cls(row.score, row.marks, row.note)


NO_RESULT = Result()


@dataclass(frozen=True)
class Verified:
    """What the interviewer found about a claim of the candidate, and by what."""

    state: str = ClaimState.UNVERIFIED.value
    evidence: str = ""

    @classmethod
    def of_row(cls, row: ClaimMark) -> "Verified":
        return cls(row.state, row.evidence)


UNVERIFIED = Verified()


@dataclass(frozen=True)
class Answers:
    """A whole card: answers by the id of the grid item, then the overall recommendation and the summary.

    `errors`: what happened, by the kind of critical error; `results` by the exercise of the kit; `claims` by the claim.
    Only what was answered is in these three, and only competencies outside the plan that were rated are in `items`.
    """

    items: Mapping[int, Answer] = field(default_factory=dict)
    recommendation: str = ""
    summary: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[int, Result] = field(default_factory=dict)
    claims: Mapping[int, Verified] = field(default_factory=dict)

    def of(self, item: GridItem) -> Answer:
        return self.items.get(item.pk, NOTHING)

    def answered(self, items: Iterable[GridItem]) -> int:
        return sum(self.of(item).is_answered for item in items)

    def with_item(self, key: int, **changes) -> "Answers":
        return replace(self, items={**self.items, key: replace(self.items.get(key, NOTHING), **changes)})

    def texts(self) -> list[str]:
        """Every text of the card, in the order of the page."""
        rated = [getattr(answer, name) for answer in self.items.values() for name in TEXTS]
        seen = [result.note for result in self.results.values()]
        found = [claim.evidence for claim in self.claims.values()]
        return [*rated, *seen, *found, *self.errors.values(), self.summary]


def answers_of(card: Scorecard | None) -> Answers:
    """What the card holds now; nothing for a card not begun. Four queries unless they come with it."""
    if card is None:
        return Answers()
    return Answers(
        items={rating.item_id: Answer.of_rating(rating) for rating in kept(card, Rating)},
        recommendation=card.recommendation,
        summary=card.summary,
        errors={error.kind: error.what for error in kept(card, CriticalError)},
        results={row.exercise_id: Result.of_row(row) for row in kept(card, ExerciseResult)},
        claims={row.claim_id: Verified.of_row(row) for row in kept(card, ClaimMark)},
    )


def kept(card: Scorecard, model) -> list:
    """The card's rows of one kind, taken from `with_parts` where the card came from there."""
    rows = getattr(card, f"kept_{model._meta.model_name}", None)
    if rows is not None:
        return [model(**row) for row in rows]
    return list(getattr(card, model._meta.get_field("scorecard").remote_field.related_name).all())
