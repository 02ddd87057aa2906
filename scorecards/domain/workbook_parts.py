"""Sheets and columns of the workbook for what cards hold beside levels: amendments, critical errors, exercises."""

from collections.abc import Iterable

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scorecards.domain.amendments import amendments_of
from scorecards.domain.comparing import Comparison
from scorecards.domain.critical import critical_of
from scorecards.domain.naming import level_words
from scorecards.domain.record_parts import values
from scorecards.domain.results import read_results
from scorecards.enums import AmendSource
from scorecards.models import Amendment, Rating, Scorecard

Value = str | int | float | bool | None
Table = tuple[list[str], Iterable[list[Value]]]


def amended_cells(card: Scorecard, rating: Rating) -> list[Value]:
    """What the level was amended to in the end, and every reason; the column of the level keeps the first value."""
    changes = amendments_of(card, rating)
    if not changes:
        return ["", ""]
    return [level_words(changes[-1].level), "\n".join(map(_why, changes))]


def _why(change: Amendment) -> str:
    reason = str(change.get_reason_display())
    return f"{reason}: {change.words}" if change.words else reason


def critical_sheet(comparison: Comparison) -> Table:
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Critical error"), _("What happened")]
    rows: list[list[Value]] = [
        [
            str(one.application.candidate),
            str(one.card.stage),
            str(one.card.interviewer),
            str(one.error.get_kind_display()),
            one.error.what,
        ]
        for one in critical_of(comparison)
    ]
    return head, rows


def exercise_sheet(comparison: Comparison) -> Table:
    """A row a line of a sheet, a score or a note; tests with how their outcome is read."""
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Exercise"), _("Criterion"), _("Score")]
    return [*head, _("Meaning"), _("Verdict"), _("What was seen")], list(_exercise_rows(comparison))


def claim_sheet(comparison: Comparison) -> Table:
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Claim"), _("What was found"), _("How it was checked")]
    rows: list[list[Value]] = [
        [*who, mark.claim.text, str(mark.get_state_display()), mark.evidence]
        for card, who in _cards(comparison)
        for mark in card.claim_marks.all()
    ]
    return head, rows


def amendment_sheet(comparison: Comparison) -> Table:
    """Every amendment with both values; an empty competency is the recommendation."""
    head = [_("Candidate"), _("Stage"), _("Interviewer"), _("Competency"), _("Was"), _("Amended to"), _("Why amended")]
    rows: list[list[Value]] = [
        [*who, one.item.name if one.item else _("Recommendation"), *reversed(values(one)), *_how(one)]
        for card, who in _cards(comparison)
        for one in card.amendments.all()
    ]
    return [*head, _("Evidence"), _("Amended by"), _("When"), _("At the debrief")], rows


def _how(one: Amendment) -> list[Value]:
    at = localtime(one.at).isoformat(" ", "minutes")
    return [_why(one), one.evidence, str(one.by), at, one.source == AmendSource.DEBRIEF]


def _cards(comparison: Comparison) -> Iterable[tuple[Scorecard, list[Value]]]:
    """Cards open to the reader, with candidate, stage and interviewer."""
    people = [*(column.application for column in comparison.columns), *comparison.unrated]
    names = {one.pk: str(one.candidate) for one in people}
    for card in comparison.cards:
        yield card, [names[card.application_id], str(card.stage), str(card.interviewer)]


def _exercise_rows(comparison: Comparison) -> Iterable[list[Value]]:
    for card, who in _cards(comparison):
        for result in read_results(card):
            reading = result.reading
            said: list[Value] = [reading.label, reading.verdict_words] if reading else ["", ""]
            yield [*who, result.name, "", result.score, *said, result.note]
            for line, words in result.lines:
                yield [*who, result.name, line, words, "", "", ""]
