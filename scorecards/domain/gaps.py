"""What a scorecard still lacks before it can be sealed, as reasons that lead to the place to mend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from competencies.enums import Level
from competencies.models import GridItem
from recruiting.models import Claim
from scorecards.domain.answers import MEASURES, NO_RESULT, Answer, Answers, Result, Verified
from scorecards.domain.sheet import CardSheet, Exercise
from scorecards.enums import CriticalKind

# A lowest or highest level moves the mean most, so it stands only with an example.
NEEDS_EVIDENCE = {Level.NO_SIGN, Level.SETS_STANDARD}
NOTES = {"evidence", "measure", "critical", "claim"}
"""Codes of gaps that only words can close; they may wait while the ratings are sealed."""


@dataclass(frozen=True)
class Gap:
    """`code` says what kind it is, `message` tells the person, `item` is the competency unless it is the whole card.

    `field` names the field to mend where that does not follow from code and item.
    """

    code: str
    message: str
    item: GridItem | None = None
    field: str = ""


def gaps_of(answers: Answers, sheet: CardSheet) -> list[Gap]:
    """Everything missing, in the order of the page; empty means that the card may be sealed."""
    return [
        *_of_items(answers, sheet.planned, planned=True),
        *_of_items(answers, sheet.rows(answers)[len(sheet.planned) :], planned=False),
        *_of_exercises(answers, sheet),
        *_of_claims(answers, sheet),
        *_of_errors(answers),
        *_of_recommendation(answers),
    ]


def gaps_of_ratings(answers: Answers, sheet: CardSheet) -> list[Gap]:
    """What is missing before the ratings alone can be sealed."""
    return [gap for gap in gaps_of(answers, sheet) if gap.code not in NOTES]


def gap_of(item: GridItem, answer: Answer, *, planned: bool) -> Gap | None:
    """What one competency lacks. One that was added and left empty lacks nothing: it falls away."""
    if not answer.is_answered and (planned or answer.has_evidence):
        return Gap("unanswered", _("%(name)s has no answer") % {"name": item.name}, item)
    if lacks_evidence(answer):
        message = _("%(name)s needs an example for a %(level)s") % {"name": item.name, "level": answer.level}
        return Gap("evidence", message, item)
    if answer.lacks_measure:
        message = _("%(name)s: a measured result needs its baseline, period and source") % {"name": item.name}
        missing = next(name for name in MEASURES if not getattr(answer, name).strip())
        return Gap("measure", message, item, f"{missing}-{item.pk}")
    return None


def lacks_evidence(answer: Answer) -> bool:
    return answer.level in NEEDS_EVIDENCE and not answer.has_evidence


def _of_items(answers: Answers, items: Sequence[GridItem], *, planned: bool) -> Iterable[Gap]:
    found = (gap_of(item, answers.of(item), planned=planned) for item in items)
    return [gap for gap in found if gap]


def gap_of_exercise(exercise: Exercise, result: Result) -> Gap | None:
    """An exercise or test needs something: a mark, a score or, where it was left out, the note that says why."""
    if result != NO_RESULT:
        return None
    message = _("%(name)s has no result: mark it, or note why it was left out") % {"name": exercise.sheet.name}
    return Gap("exercise", message, None, f"exercise_note-{exercise.pk}")


def gap_of_claim(claim: Claim, found: Verified | None) -> Gap | None:
    """A claim that was judged needs how it was checked."""
    if found is None or found.evidence.strip():
        return None
    message = _("A claim is judged but not how it was checked: “%(claim)s”") % {"claim": claim.text[:80]}
    return Gap("claim", message, None, f"claim_evidence-{claim.pk}")


def gap_of_error(kind: str, what: str | None) -> Gap | None:
    """A critical error that was marked needs what happened; None stands for one that was not."""
    if what is None or what.strip():
        return None
    message = _("%(kind)s: say what happened") % {"kind": CriticalKind(kind).label}
    return Gap("critical", message, None, f"critical_what-{kind}")


def _of_exercises(answers: Answers, sheet: CardSheet) -> Iterable[Gap]:
    found = (gap_of_exercise(one, answers.results.get(one.pk, NO_RESULT)) for one in sheet.exercises)
    return [gap for gap in found if gap]


def _of_claims(answers: Answers, sheet: CardSheet) -> Iterable[Gap]:
    found = (gap_of_claim(claim, answers.claims.get(claim.pk)) for claim in sheet.claims)
    return [gap for gap in found if gap]


def _of_errors(answers: Answers) -> Iterable[Gap]:
    found = (gap_of_error(kind, what) for kind, what in answers.errors.items())
    return [gap for gap in found if gap]


def _of_recommendation(answers: Answers) -> Iterable[Gap]:
    if not answers.recommendation:
        yield Gap("recommendation", _("“Would you hire this person for this role?” has no answer"))
