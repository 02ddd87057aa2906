"""Two texts of one card that were written apart: what differs, and how a person's choices bring them together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from competencies.models import GridItem
from scorecards.domain.answers import TEXTS, Answer, Answers
from scorecards.enums import Recommendation
from scorecards.models import Scorecard


class Keep(TextChoices):
    MINE = "mine", gettext_lazy("Keep what is on this page")
    SAVED = "saved", gettext_lazy("Keep what was saved elsewhere")
    BOTH = "both", gettext_lazy("Join both")


TEXT_LABELS = {
    "evidence": gettext_lazy("Evidence"),
    "situation": gettext_lazy("Situation"),
    "task": pgettext_lazy("STAR", "Task"),
    "action": gettext_lazy("Action"),
    "result": gettext_lazy("Result"),
}


@dataclass(frozen=True)
class Difference:
    """One field of which two versions exist; `key` names it, `name` is its competency, empty for the whole card."""

    key: str
    name: str
    label: str
    mine: str
    saved: str
    joinable: bool

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(keep.value, str(keep.label)) for keep in Keep if self.joinable or keep != Keep.BOTH]


@dataclass(frozen=True)
class Conflict:
    """A save that came too late: the card has moved on to `card.version` since the page was shown."""

    card: Scorecard
    mine: Answers
    saved: Answers
    differences: list[Difference]


def differences(mine: Answers, saved: Answers, items: Sequence[GridItem]) -> list[Difference]:
    """Fields whose two versions differ, in the order of the page."""
    found = [difference for item in items for difference in _of_item(item, mine.of(item), saved.of(item))]
    if mine.recommendation != saved.recommendation:
        found.append(_recommendation(mine, saved))
    if mine.summary != saved.summary:
        found.append(Difference("summary", "", _("In your own words"), mine.summary, saved.summary, joinable=True))
    return found


def settle(mine: Answers, saved: Answers, items: Sequence[GridItem], choices: Mapping[str, str]) -> Answers:
    """`mine` with each difference replaced as chosen; a field without a choice stays as on the page."""
    for item in items:
        mine = mine.with_item(item.pk, **_settled_item(item, mine.of(item), saved.of(item), choices))
    if choices.get("recommendation") == Keep.SAVED:
        mine = replace(mine, recommendation=saved.recommendation)
    return replace(mine, summary=_settled_text(mine.summary, saved.summary, choices.get("summary")))


def _of_item(item: GridItem, mine: Answer, saved: Answer) -> Iterator[Difference]:
    if mine.choice != saved.choice:
        words = _level_words(mine), _level_words(saved)
        yield Difference(f"level-{item.pk}", item.name, _("Level"), *words, joinable=False)
    for name in TEXTS:
        if getattr(mine, name) != getattr(saved, name):
            texts = getattr(mine, name), getattr(saved, name)
            yield Difference(f"{name}-{item.pk}", item.name, str(TEXT_LABELS[name]), *texts, joinable=True)
    if mine.result_measured != saved.result_measured:
        marks = _mark(mine), _mark(saved)
        yield Difference(f"result_measured-{item.pk}", item.name, _("Result measured"), *marks, joinable=False)


def _settled_item(item: GridItem, mine: Answer, saved: Answer, choices: Mapping[str, str]) -> dict:
    kept: dict[str, object] = {
        name: _settled_text(getattr(mine, name), getattr(saved, name), choices.get(f"{name}-{item.pk}"))
        for name in TEXTS
    }
    if choices.get(f"level-{item.pk}") == Keep.SAVED:
        kept |= {"level": saved.level, "not_observed": saved.not_observed}
    if choices.get(f"result_measured-{item.pk}") == Keep.SAVED:
        kept["result_measured"] = saved.result_measured
    return kept


def _settled_text(mine: str, saved: str, choice: str | None) -> str:
    if choice == Keep.SAVED:
        return saved
    return f"{saved}\n\n{mine}".strip() if choice == Keep.BOTH else mine


def _recommendation(mine: Answers, saved: Answers) -> Difference:
    words = [dict(Recommendation.choices).get(answers.recommendation, _("No answer")) for answers in (mine, saved)]
    question = _("Would you hire this person for this role?")
    return Difference("recommendation", "", question, str(words[0]), str(words[1]), joinable=False)


def _level_words(answer: Answer) -> str:
    if answer.not_observed:
        return _("Not observed")
    return str(answer.level) if answer.level else _("No answer")


def _mark(answer: Answer) -> str:
    return _("Yes") if answer.result_measured else _("No")
