"""Parts of the card's page beside the competencies: exercises with their sheets, critical errors, claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competencies.domain.sheets import Line, Reading, Sheet
from competencies.enums import Level
from recruiting.models import Claim
from scorecards.domain.answers import NO_RESULT, UNVERIFIED, Answers, Result, Verified
from scorecards.domain.fields import FOUND, NOT_OBSERVED
from scorecards.domain.results import Weak, reading_of, weak_of
from scorecards.domain.sheet import CardSheet, Exercise
from scorecards.enums import CriticalKind

Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Marked:
    """A line of the sheet with the name of its field and what is chosen there."""

    line: Line
    field: str
    chosen: str


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise; `typed` is the score as it was typed, also when it was refused."""

    exercise: Exercise
    result: Result
    typed: str
    score_errors: Sequence[str]
    note_errors: Sequence[str]

    @property
    def pk(self) -> int:
        return self.exercise.pk

    @property
    def sheet(self) -> Sheet:
        return self.exercise.sheet

    @property
    def criteria(self) -> list[Marked]:
        return [self._marked(line) for line in self.sheet.criteria]

    @property
    def clients(self) -> list[Marked]:
        return [self._marked(line) for line in self.sheet.clients]

    @property
    def indicators(self) -> list[Marked]:
        return [
            Marked(line, f"indicator-{self.pk}-{line.key}", self.result.marks.get(f"i-{line.key}", ""))
            for line in self.sheet.indicators
        ]

    @property
    def is_test(self) -> bool:
        return self.exercise.kind == "test"

    @property
    def category(self) -> str:
        return self.result.marks.get("category", "")

    @property
    def reading(self) -> Reading | None:
        return reading_of(self.sheet, self.result)

    @property
    def weak(self) -> list[Weak]:
        return weak_of(self.sheet, self.result)

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [(str(level.value), f"{level.value} · {level.label}") for level in Level]

    @property
    def not_observed(self) -> str:
        return NOT_OBSERVED

    def _marked(self, line: Line) -> Marked:
        return Marked(line, f"mark-{self.pk}-{line.key}", self.result.marks.get(line.key, ""))


@dataclass(frozen=True)
class ErrorRow:
    kind: str
    label: str
    marked: bool
    what: str
    errors: Sequence[str]


@dataclass(frozen=True)
class ClaimRow:
    claim: Claim
    found: Verified
    errors: Sequence[str]

    @property
    def chosen(self) -> str:
        return self.found.state if self.found.state in FOUND else ""


def exercise_rows(sheet: CardSheet, answers: Answers, errors: Errors, typed: Mapping[str, str]) -> list[ExerciseRow]:
    return [
        ExerciseRow(
            one,
            result := answers.results.get(one.pk, NO_RESULT),
            typed.get(f"score-{one.pk}", "" if result.score is None else str(result.score)),
            errors.get(f"score-{one.pk}", ()),
            errors.get(f"exercise_note-{one.pk}", ()),
        )
        for one in sheet.exercises
    ]


def error_rows(answers: Answers, errors: Errors) -> list[ErrorRow]:
    return [
        ErrorRow(
            kind.value,
            str(kind.label),
            kind.value in answers.errors,
            answers.errors.get(kind.value, ""),
            errors.get(f"critical_what-{kind.value}", ()),
        )
        for kind in CriticalKind
    ]


def claim_rows(sheet: CardSheet, answers: Answers, errors: Errors) -> list[ClaimRow]:
    return [
        ClaimRow(claim, answers.claims.get(claim.pk, UNVERIFIED), errors.get(f"claim_evidence-{claim.pk}", ()))
        for claim in sheet.claims
    ]
