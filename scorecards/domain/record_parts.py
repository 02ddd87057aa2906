"""What a decision's record says beside levels: exercises and tests, claims that were checked, amendments.

All from the cards on the decided candidate that are open to the reader, as they were sealed.
"""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scorecards.domain.naming import level_words
from scorecards.domain.record import Record
from scorecards.domain.results import ReadResult, read_results
from scorecards.enums import AmendSource
from scorecards.models import Amendment, ClaimMark, Scorecard

Facts = list[list[str]]


def exercise_facts(record: Record) -> Facts:
    """Exercise and who noted it; score with its reading, the lines of the sheet, what was seen."""
    return [
        [result.name, _said([*_read(result), result.note, _by(card)])]
        for card in record.own_cards
        for result in read_results(card)
    ]


def claim_facts(record: Record) -> Facts:
    """The claim in the candidate's words, whether it held, and how that was checked."""
    return [[mark.claim.text, _said([*_found(mark), _by(card)])] for card, mark in claim_marks(record.own_cards)]


def amendment_facts(record: Record) -> Facts:
    """What was amended to what, why, by whom, when and whether after the decision; figures keep the first value."""
    return [
        [_about(one), _said([*amended(one), _late(one, record), _by(card)])]
        for card in record.own_cards
        for one in card.amendments.all()
    ]


def _late(change: Amendment, record: Record) -> str:
    return _("amended after the decision, which did not know it") if change.at > record.decision.at else ""


def claim_marks(cards: Iterable[Scorecard]) -> Iterable[tuple[Scorecard, ClaimMark]]:
    return ((card, mark) for card in cards for mark in card.claim_marks.all())


def amended(change: Amendment) -> Iterable[str]:
    """Both values, the reason with its words, the author with the time, the evidence; empty where nothing was said."""
    if change.changes_value:
        now, was = values(change)
        yield _("Amended to %(now)s, was %(was)s") % {"now": now, "was": was}
    else:
        yield _("Evidence added")
    reason = str(change.get_reason_display())
    yield f"{reason}: {change.words}" if change.words else reason
    yield f"{change.by}, {date_format(localtime(change.at), 'SHORT_DATETIME_FORMAT')}"
    yield _("agreed at the debrief") if change.source == AmendSource.DEBRIEF else ""
    yield change.evidence


def values(change: Amendment) -> tuple[str, str]:
    """The value after and before, in words."""
    if change.item_id:
        return level_words(change.level), level_words(change.level_before)
    return str(change.get_recommendation_display()), str(change.get_recommendation_before_display())


def _about(change: Amendment) -> str:
    return change.item.name if change.item else _("Recommendation")


def _read(result: ReadResult) -> Iterable[str]:
    if result.reading:
        yield f"{result.score} {result.reading.label} ({result.reading.verdict_words})".strip()
    elif result.score:
        yield result.score
    for weak in result.weak:
        yield f"{weak.name}: {weak.reading.label} ({weak.reading.verdict_words})"
    for line, words in result.lines:
        yield f"{line}: {words}"


def _found(mark: ClaimMark) -> Iterable[str]:
    yield str(mark.get_state_display())
    yield mark.evidence


def _by(card: Scorecard) -> str:
    return f"{card.interviewer}, {card.stage}"


def _said(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)
