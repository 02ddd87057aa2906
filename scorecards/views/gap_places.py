"""Where on the card's page something is missing, and how a competency is marked there: the same for page and save."""

from scorecards.domain.answers import Answer
from scorecards.domain.gaps import Gap, lacks_evidence
from scorecards.enums import Recommendation

TAGS = ("unanswered", "evidence", "rated", "none")


def anchor_of(gap: Gap, *, star: bool) -> str:
    """Id of the control to mend: the first radio button, or the text that is open."""
    if gap.field:
        return gap.field
    if gap.item is None:
        return f"recommendation-{Recommendation.values[0]}"
    if gap.code == "unanswered":
        return f"level-{gap.item.pk}-1"
    return f"{'situation' if star else 'evidence'}-{gap.item.pk}"


def key_of_gap(gap: Gap) -> str:
    """Names the gap in the list of what is missing: by its competency, else by its field or its code."""
    return str(gap.item.pk) if gap.item else gap.field or gap.code


def is_star(answer: Answer) -> bool:
    """Whether the evidence is shown as situation, task, action and result."""
    return not answer.evidence and answer.has_evidence


def tag_of(answer: Answer) -> str:
    if not answer.is_answered:
        return "unanswered"
    if lacks_evidence(answer):
        return "evidence"
    return "none" if answer.not_observed else "rated"
