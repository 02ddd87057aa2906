"""Sheets and columns of the workbook for what cards hold beside levels: amendments, critical errors, exercises."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from scorecards.domain.amendments import amendments_of
from scorecards.domain.comparing import Comparison
from scorecards.domain.critical import critical_of
from scorecards.domain.naming import level_words
from scorecards.domain.results import read_results
from scorecards.models import Amendment, Rating, Scorecard

Value = str | int | float | bool | None
Table = tuple[list[str], Iterable[list[Value]]]


def amended_cells(card: Scorecard, rating: Rating) -> list[Value]:
    """What the level was amended to in the end, and every reason; the column of the level keeps the first value."""
    changes = amendments_of(card, rating)
    if not changes:
        return ["", ""]
    why = [
        f"{one.get_reason_display()}: {one.words}" if one.words else str(one.get_reason_display()) for one in changes
    ]
    return [level_words(changes[-1].level), "\n".join(why)]


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


def _exercise_rows(comparison: Comparison) -> Iterable[list[Value]]:
    people = [*(column.application for column in comparison.columns), *comparison.unrated]
    names = {one.pk: str(one.candidate) for one in people}
    for card in comparison.cards:
        who: list[Value] = [names[card.application_id], str(card.stage), str(card.interviewer)]
        for result in read_results(card):
            reading = result.reading
            said: list[Value] = [reading.label, reading.verdict_words] if reading else ["", ""]
            yield [*who, result.name, "", result.score, *said, result.note]
            for line, words in result.lines:
                yield [*who, result.name, line, words, "", "", ""]
