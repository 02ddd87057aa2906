"""What a scorecard still lacks before it can be sealed, as reasons that lead to the place to mend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from competencies.enums import Level
from competencies.models import GridItem
from scorecards.domain.answers import Answer, Answers

# A lowest or highest level moves the mean most, so it stands only with an example.
NEEDS_EVIDENCE = {Level.NO_SIGN, Level.SETS_STANDARD}


@dataclass(frozen=True)
class Gap:
    """`code` says what kind it is, `message` tells the person, `item` is the competency unless it is the whole card."""

    code: str
    message: str
    item: GridItem | None = None


def gaps_of(answers: Answers, items: Sequence[GridItem]) -> list[Gap]:
    """Everything missing, in the order of the page; empty means that the card may be sealed."""
    return [*_of_items(answers, items), *_of_recommendation(answers)]


def lacks_evidence(answer: Answer) -> bool:
    return answer.level in NEEDS_EVIDENCE and not answer.has_evidence


def _of_items(answers: Answers, items: Iterable[GridItem]) -> Iterable[Gap]:
    for item in items:
        answer = answers.of(item)
        if not answer.is_answered:
            yield Gap("unanswered", _("%(name)s has no answer") % {"name": item.name}, item)
        elif lacks_evidence(answer):
            message = _("%(name)s needs an example for a %(level)s") % {"name": item.name, "level": answer.level}
            yield Gap("evidence", message, item)


def _of_recommendation(answers: Answers) -> Iterable[Gap]:
    if not answers.recommendation:
        yield Gap("recommendation", _("“Would you hire this person for this role?” has no answer"))
