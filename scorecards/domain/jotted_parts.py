"""What a short save brings beside the competencies: exercises and tests, critical errors, claims.

Each comes whole, with all its fields, so that what is kept of it follows from the same reading as on the long way.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from accounts.models import User
from recruiting.models import Claim, KitExercise
from scorecards.domain.answers import LONGEST_TEXT, NO_RESULT, UNVERIFIED, Answers
from scorecards.domain.fields import CHOSEN, flat, read, text
from scorecards.domain.gaps import Gap, gap_of_claim, gap_of_error, gap_of_exercise
from scorecards.domain.sheet import CardSheet, Exercise
from scorecards.enums import CriticalKind

LONGEST_CLAIM_EVIDENCE = 5_000
EXERCISE = re.compile(r"(?:mark|indicator)-(\d{1,15})-[\w-]+|(?:score|category|exercise_note)-(\d{1,15})", re.ASCII)
CLAIM = re.compile(r"claim(?:_evidence)?-(\d{1,15})", re.ASCII)
CRITICAL = re.compile(r"critical(?:_what)?-([a-z]+)", re.ASCII)


class Whole(Exception):
    """The whole card must be sent: what came is not for the short way, or the card has moved on. Nothing was saved."""


@dataclass(frozen=True)
class Parts:
    """`answers` holds only what came; `kinds` of critical errors, and in `sheet` the exercises and claims that came."""

    answers: Answers
    sheet: CardSheet
    kinds: tuple[str, ...] = ()

    @property
    def written(self) -> dict[str, list[dict]]:
        """Rows for the database; "gone" where nothing is left of one."""
        lists = {"errors": self._errors(), "results": self._results(), "claims": self._claims()}
        return {name: rows for name, found in lists.items() if (rows := list(found))}

    @property
    def gaps(self) -> dict[str, Gap | None]:
        """What each lacks, by the field to mend."""
        results = {f"exercise_note-{one.pk}": self._gap_of_exercise(one) for one in self.sheet.exercises}
        claims = {f"claim_evidence-{one.pk}": self._gap_of_claim(one) for one in self.sheet.claims}
        errors = {f"critical_what-{kind}": gap_of_error(kind, self.answers.errors.get(kind)) for kind in self.kinds}
        return results | claims | errors

    def _gap_of_exercise(self, exercise: Exercise) -> Gap | None:
        return gap_of_exercise(exercise, self.answers.results.get(exercise.pk, NO_RESULT))

    def _gap_of_claim(self, claim: Claim) -> Gap | None:
        return gap_of_claim(claim, self.answers.claims.get(claim.pk))

    def _errors(self) -> Iterator[dict]:
        for kind in self.kinds:
            what = self.answers.errors.get(kind)
            yield {"kind": kind, "what": what or "", "gone": what is None}

    def _results(self) -> Iterator[dict]:
        for exercise in self.sheet.exercises:
            result = self.answers.results.get(exercise.pk, NO_RESULT)
            yield {"exercise": exercise.pk, **asdict(result), "gone": result == NO_RESULT}

    def _claims(self) -> Iterator[dict]:
        for claim in self.sheet.claims:
            found = self.answers.claims.get(claim.pk, UNVERIFIED)
            yield {"claim": claim.pk, **asdict(found), "gone": found == UNVERIFIED}


NO_PARTS = Parts(Answers(), CardSheet(planned=()))


def is_part(field: str) -> bool:
    return any(pattern.fullmatch(field) for pattern in (EXERCISE, CLAIM, CRITICAL))


def parts_of(sent: Mapping[str, str], *, interview: int, application: int, by: User) -> Parts:
    """The parts in the fields: one query where exercises came, one where claims did.

    Raises Whole where one is not of this card, did not come with all its fields, or holds what is to be refused.
    """
    if not sent:
        return NO_PARTS
    exercises = _exercises(_ids(EXERCISE, sent), interview)
    claims = _claims(_ids(CLAIM, sent), application, by)
    kinds = tuple(dict.fromkeys(found[1] for found in _matches(CRITICAL, sent)))
    sheet = CardSheet(planned=(), exercises=exercises, claims=claims)
    answers = read(sent, sheet)
    _check_whole(sent, sheet, kinds)
    _check_values(sent, flat(answers, sheet, ()))
    return Parts(answers, sheet, kinds)


def _exercises(ids: set[int], interview: int) -> tuple[Exercise, ...]:
    rows = KitExercise.objects.filter(stage__interviews=interview, pk__in=ids).order_by("order") if ids else ()
    return _all(tuple(Exercise(row) for row in rows), ids)


def _claims(ids: set[int], application: int, by: User) -> tuple[Claim, ...]:
    rows = Claim.objects.visible_to(by).filter(application=application, pk__in=ids) if ids else ()
    return _all(tuple(rows), ids)


def _all(found, ids: set[int]):
    if len(found) != len(ids):
        raise Whole
    return found


def _check_whole(sent: Mapping[str, str], sheet: CardSheet, kinds: Iterable[str]) -> None:
    needed = {f"exercise_note-{one.pk}" for one in sheet.exercises}
    needed |= {f"{name}-{one.pk}" for one in sheet.claims for name in ("claim", "claim_evidence")}
    needed |= {f"{name}-{kind}" for kind in kinds for name in ("critical", "critical_what")}
    if needed - set(sent) or set(kinds) - set(CriticalKind.values):
        raise Whole


def _check_values(sent: Mapping[str, str], kept: Mapping[str, str]) -> None:
    """What was sent must be what is kept: a value off the list or beyond its length is for the long way to refuse."""
    for field, value in sent.items():
        most = LONGEST_CLAIM_EVIDENCE if field.startswith("claim") else LONGEST_TEXT
        if len(value) > most or "\x00" in value:
            raise Whole
        if field.startswith("critical-"):  # also ticked by words about it
            if value not in (CHOSEN, ""):
                raise Whole
        elif kept.get(field) != text(value):
            raise Whole


def _ids(pattern: re.Pattern, sent: Iterable[str]) -> set[int]:
    return {int(next(filter(None, found.groups()))) for found in _matches(pattern, sent)}


def _matches(pattern: re.Pattern, sent: Iterable[str]) -> Iterator[re.Match]:
    return (found for field in sent if (found := pattern.fullmatch(field)))
