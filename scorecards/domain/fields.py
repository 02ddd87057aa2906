"""A card as named fields, each a text: how the page's form sends it, and how two versions are laid side by side.

level-7, evidence-7, situation-7, …, result_measured-7, baseline-7, period-7, source-7   a competency
extra (several)                                                                         competencies added
mark-3-c1, score-3, category-3, indicator-3-empathy, exercise_note-3                     an exercise
critical-rudeness, critical_what-rudeness                                               a critical error
claim-5, claim_evidence-5                                                               a claim
recommendation, summary                                                                 the whole card
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from accounts.domain.sent import whole
from competencies.enums import Level
from competencies.models import GridItem
from recruiting.enums import ClaimState
from scorecards.domain.answers import (
    NO_RESULT,
    NOTHING,
    TEXTS,
    UNVERIFIED,
    Answer,
    Answers,
    Result,
    Verified,
)
from scorecards.domain.sheet import CardSheet, Exercise
from scorecards.enums import CriticalKind, Recommendation

NOT_OBSERVED = "none"
CHOSEN = "on"
MARKS = [str(level) for level in Level.values] + [NOT_OBSERVED]
FOUND = [ClaimState.CONFIRMED.value, ClaimState.FALSE.value]

Fields = dict[str, str]


def flat(answers: Answers, sheet: CardSheet, rows: Sequence[GridItem]) -> Fields:
    """Every field that the card has, in the order of the page; `rows` are its competencies."""
    fields: Fields = {}
    for item in rows:
        fields |= _of_item(answers.of(item), item.pk)
    for exercise in sheet.exercises:
        fields |= _of_result(answers.results.get(exercise.pk, NO_RESULT), exercise)
    for claim in sheet.claims:
        found = answers.claims.get(claim.pk, UNVERIFIED)
        fields |= {f"claim-{claim.pk}": _found(found), f"claim_evidence-{claim.pk}": found.evidence}
    for kind in CriticalKind.values:
        fields |= {f"critical-{kind}": _chosen(kind in answers.errors)}
        fields |= {f"critical_what-{kind}": answers.errors.get(kind, "")}
    return fields | {"recommendation": answers.recommendation, "summary": answers.summary}


def read(data: Mapping[str, str], sheet: CardSheet, added: Iterable[int] = ()) -> Answers:
    """The answers in the fields, valid or not: a value off the list counts as no answer. `added`: see CardSheet."""
    wanted = set(added)
    extras = {item.pk: _answer(data, item.pk) for item in sheet.others if item.pk in wanted}
    recommendation = data.get("recommendation", "")
    return Answers(
        items={item.pk: _answer(data, item.pk) for item in sheet.planned} | extras,
        recommendation=recommendation if recommendation in Recommendation.values else "",
        summary=text(data.get("summary")),
        errors=dict(_errors(data)),
        results=dict(_results(data, sheet.exercises)),
        claims=dict(_claims(data, sheet)),
    )


def text(value: str | None) -> str:
    """A text as it is kept: line ends of one kind, nothing else changed."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n")


def without_empty_extras(answers: Answers, sheet: CardSheet) -> Answers:
    """The answers without competencies that were added and then left empty."""
    planned = {item.pk for item in sheet.planned}
    kept = {key: answer for key, answer in answers.items.items() if key in planned or answer != NOTHING}
    return Answers(kept, answers.recommendation, answers.summary, answers.errors, answers.results, answers.claims)


def _of_item(answer: Answer, key: int) -> Fields:
    texts = {f"{name}-{key}": getattr(answer, name) for name in TEXTS}
    return {f"level-{key}": answer.choice, **texts, f"result_measured-{key}": _chosen(answer.result_measured)}


def _of_result(result: Result, exercise: Exercise) -> Fields:
    key, sheet = exercise.pk, exercise.sheet
    fields = {f"mark-{key}-{line.key}": result.marks.get(line.key, "") for line in sheet.lines}
    fields |= {f"indicator-{key}-{one.key}": result.marks.get(f"i-{one.key}", "") for one in sheet.indicators}
    if sheet.bands:
        fields[f"score-{key}"] = "" if result.score is None else str(result.score)
    if sheet.categories and not sheet.indicators:
        fields[f"category-{key}"] = result.marks.get("category", "")
    return fields | {f"exercise_note-{key}": result.note}


def _answer(data: Mapping[str, str], key: int) -> Answer:
    choice = data.get(f"level-{key}", "")
    return Answer(
        level=int(choice) if choice in map(str, Level.values) else None,
        not_observed=choice == NOT_OBSERVED,
        result_measured=bool(data.get(f"result_measured-{key}")),
        **{name: text(data.get(f"{name}-{key}")) for name in TEXTS},
    )


def _errors(data: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A kind counts as marked when it is ticked or something is written about it: words are never dropped."""
    for kind in CriticalKind.values:
        what = text(data.get(f"critical_what-{kind}"))
        if data.get(f"critical-{kind}") or what:
            yield kind, what


def _results(data: Mapping[str, str], exercises: Iterable[Exercise]) -> Iterator[tuple[int, Result]]:
    for exercise in exercises:
        result = Result(
            score=_score(data.get(f"score-{exercise.pk}", ""), exercise),
            marks=dict(_marks(data, exercise)),
            note=text(data.get(f"exercise_note-{exercise.pk}")),
        )
        if result != NO_RESULT:
            yield exercise.pk, result


def _score(given: str, exercise: Exercise) -> int | None:
    number = whole(given.strip(), digits=9)
    return number if number is not None and exercise.sheet.band(number) is not None else None


def _marks(data: Mapping[str, str], exercise: Exercise) -> Iterator[tuple[str, str]]:
    key, sheet = exercise.pk, exercise.sheet
    known = [category.key for category in sheet.categories]
    for line in sheet.lines:
        if (mark := data.get(f"mark-{key}-{line.key}", "")) in MARKS:
            yield line.key, mark
    for indicator in sheet.indicators:
        if (mark := data.get(f"indicator-{key}-{indicator.key}", "")) in known:
            yield f"i-{indicator.key}", mark
    if not sheet.indicators and (mark := data.get(f"category-{key}", "")) in known:
        yield "category", mark


def _claims(data: Mapping[str, str], sheet: CardSheet) -> Iterator[tuple[int, Verified]]:
    for claim in sheet.claims:
        state, evidence = data.get(f"claim-{claim.pk}", ""), text(data.get(f"claim_evidence-{claim.pk}"))
        found = Verified(state if state in FOUND else UNVERIFIED.state, evidence)
        if found != UNVERIFIED:
            yield claim.pk, found


def _found(found: Verified) -> str:
    return found.state if found.state in FOUND else ""


def _chosen(chosen: bool) -> str:
    return CHOSEN if chosen else ""
