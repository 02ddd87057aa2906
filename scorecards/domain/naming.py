"""What a field of the card is called, and how its value reads: for conflicts, for errors, for gaps."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from competencies.enums import Level
from recruiting.enums import ClaimState
from scorecards.domain.fields import NOT_OBSERVED
from scorecards.domain.sheet import CardSheet, Exercise
from scorecards.enums import CriticalKind, Recommendation

TEXT_LABELS: dict[str, str | Promise] = {
    "evidence": gettext_lazy("Evidence"),
    "situation": gettext_lazy("Situation"),
    "task": pgettext_lazy("STAR", "Task"),
    "action": gettext_lazy("Action"),
    "result": gettext_lazy("Result"),
    "baseline": gettext_lazy("Baseline"),
    "period": gettext_lazy("Period"),
    "source": pgettext_lazy("of a figure", "Source"),
    "exercise_note": gettext_lazy("What was seen"),
    "critical_what": gettext_lazy("What happened"),
    "claim_evidence": gettext_lazy("How it was checked"),
    "summary": gettext_lazy("In your own words"),
}
LABELS: dict[str, str | Promise] = {
    "level": gettext_lazy("Level"),
    "result_measured": gettext_lazy("Result measured"),
    "score": gettext_lazy("Score"),
    "category": gettext_lazy("Outcome"),
    "critical": gettext_lazy("Critical error"),
    "claim": gettext_lazy("Claim"),
    "recommendation": gettext_lazy("Would you hire this person for this role?"),
}


def name_of(key: str, sheet: CardSheet) -> tuple[str, str, bool]:
    """What the field belongs to (empty: the whole card), what it is called there, and whether it is a text."""
    field, owner, line = parts(key)
    if field in TEXT_LABELS:
        return _owner(field, owner, sheet), str(TEXT_LABELS[field]), True
    if field in ("mark", "indicator"):
        exercise = exercise_of(owner, sheet)
        return exercise.sheet.name, _line(exercise, line), False
    return _owner(field, owner, sheet), str(LABELS[field]), False


def words_of(key: str, value: str, sheet: CardSheet) -> str:
    """The value as the page would show it."""
    field, owner, _line_key = parts(key)
    if field in TEXT_LABELS or field == "score":
        return value
    if field in ("critical", "result_measured"):
        return _("Yes") if value else _("No")
    if not value:
        return _("No answer")
    if field in ("level", "mark"):
        return _("Not observed") if value == NOT_OBSERVED else value
    if field in ("category", "indicator"):
        found = exercise_of(owner, sheet).sheet.category(value)
        return found.label if found else value
    return str(dict([*Recommendation.choices, *_claim_states()]).get(value, value))


def parts(key: str) -> tuple[str, str, str]:
    """Field, owner and line of a key like "mark-3-c1"."""
    field, _sep, rest = key.partition("-")
    owner, _sep, line = rest.partition("-")
    return field, owner, line


def exercise_of(owner: str, sheet: CardSheet) -> Exercise:
    return next(one for one in sheet.exercises if str(one.pk) == owner)


def _owner(field: str, owner: str, sheet: CardSheet) -> str:
    if not owner:
        return ""
    if field.startswith("critical"):
        return str(CriticalKind(owner).label)
    if field.startswith("claim"):
        return next(claim.text for claim in sheet.claims if str(claim.pk) == owner)
    if field in ("score", "category", "exercise_note"):
        return exercise_of(owner, sheet).sheet.name
    return next(item.name for item in [*sheet.planned, *sheet.others] if str(item.pk) == owner)


def _line(exercise: Exercise, key: str) -> str:
    lines = [*exercise.sheet.lines, *exercise.sheet.indicators]
    return next((line.name for line in lines if line.key == key), key)


def _claim_states() -> list[tuple[str, str]]:
    return [(state.value, str(state.label)) for state in ClaimState]


def level_words(level: int | None) -> str:
    """A level with its word; None is "not observed"."""
    return _("Not observed") if level is None else f"{level} · {Level(level).label}"
