"""A comparison as a spreadsheet: figures, every visible rating with its evidence, and the decisions that are open.

Cells are values and never formulas: what begins like one is stored as text, so no program runs what a person typed.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from recruiting.models import Application, Vacancy
from scorecards.domain.amendments import amendments, claim_marks, results
from scorecards.domain.comparing import Column, Comparison
from scorecards.domain.neighbours import named
from scorecards.domain.ordering import Standing
from scorecards.domain.paper import opens_later
from scorecards.domain.record import hidden_behind, is_partly, locked_for
from scorecards.domain.workbook_parts import (
    Table,
    Value,
    amended_cells,
    amendment_sheet,
    card_sheet,
    claim_sheet,
    critical_sheet,
    exercise_sheet,
    moment,
)
from scorecards.models import Decision, Rating
from scorecards.models.decision import DecisionQuerySet

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
TITLE_LIMIT = 31  # characters of a sheet's name
WIDTH, WIDE = 18, 60  # columns, in characters
CELL_LIMIT = 32_767  # UTF-16 units that a cell holds; 20,000 emoji are 40,000
LONG = 40  # characters; a column with a longer text is wide


class OpenDecision(NamedTuple):
    """A decision the reader may read; `partly` as in its record."""

    decision: Decision
    partly: bool


def workbook_of(
    comparison: Comparison, everybody: Comparison, decisions: Iterable[OpenDecision], debriefs: Table
) -> bytes:
    """The file: figures of those who are compared, and what was written on `everybody`, also once they are closed.

    `decisions` and `debriefs` are those the reader may read, from `open_decisions` and `debrief_sheet`.
    """
    prefetch_related_objects(list(everybody.cards), amendments(), results(), claim_marks())
    book = Workbook()
    book.properties.creator, book.properties.title = "Rubrika", text_of(comparison.vacancy.title)
    book.remove(book.worksheets[0])
    rests = [
        *_sheet(book, _("Candidates"), _candidate_head(comparison), _candidate_rows(comparison)),
        *_sheet(book, _("Ratings"), _rating_head(), _rating_rows(everybody)),
        *_sheet(book, _("Scorecards"), *card_sheet(everybody)),
        *_sheet(book, _("Critical errors"), *critical_sheet(everybody)),
        *_sheet(book, _("Exercises"), *exercise_sheet(everybody)),
        *_sheet(book, _("Claims"), *claim_sheet(everybody)),
        *_sheet(book, _("Amendments"), *amendment_sheet(everybody)),
        *_sheet(book, _("Debrief"), *debriefs),
        *_sheet(book, _("Decisions"), _decision_head(), _decision_rows(decisions)),
    ]
    if rests:
        _sheet(book, _("Continued"), [_("Sheet"), _("Cell"), _("Rest of the text")], rests)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def open_decisions(vacancy: Vacancy, user: User) -> list[OpenDecision]:
    """Sealed decisions of the vacancy whose record is not locked for the reader; four queries."""
    mine = Application.objects.visible_to(user).filter(vacancy=vacancy)
    found = list(_decisions(Decision.objects.filter(application__in=mine)))
    hidden = hidden_behind(user, found)
    locked = locked_for(user, found, hidden)
    return [OpenDecision(one, is_partly(one, hidden)) for one in found if one.application_id not in locked]


def _decisions(decisions: DecisionQuerySet) -> DecisionQuerySet:
    return decisions.select_related("application__candidate").with_neighbours().order_by("at", "pk")


def text_of(value: object) -> str:
    """A text without the control characters that the format forbids."""
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))


def fitting(words: str) -> tuple[str, str]:
    """The beginning that one cell holds, and the rest; no letter is cut in two."""
    units = 0
    for place, sign in enumerate(words):
        units += 2 if ord(sign) > 0xFFFF else 1
        if units > CELL_LIMIT:
            return words[:place], words[place:]
    return words, ""


def _sheet(book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> list[list[Value]]:
    """Add a sheet; what did not fit into its cells, as (sheet, cell, rest of the text)."""
    sheet = book.create_sheet(title[:TITLE_LIMIT])
    rests: list[list[Value]] = []
    for number, row in enumerate([head, *rows], start=1):
        for place, value in enumerate(row, start=1):
            if rest := _write(sheet.cell(number, place), value):
                rests.append([sheet.title, sheet.cell(number, place).coordinate, rest])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    _widen(sheet)
    return rests


def _write(cell: Cell, value: Value) -> str:
    """Put the value into the cell; the part of a text that does not fit."""
    if not isinstance(value, str):
        cell.value = value
        return ""
    words, rest = fitting(text_of(value))
    cell.value = words
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=len(words) > LONG)
    if words.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True
    return rest


def _widen(sheet: Worksheet) -> None:
    for number, column in enumerate(sheet.iter_cols(values_only=True), start=1):
        longest = max(len(str(value or "")) for value in column)
        sheet.column_dimensions[get_column_letter(number)].width = WIDE if longest > LONG else WIDTH


def _candidate_head(comparison: Comparison) -> list[str]:
    head = [_("Candidate"), _("Stage"), _("Group"), _("Place by the rule"), _("Fit to the grid"), _("Weight observed")]
    return [*head, _("Raters"), *(item.name for item in comparison.items)]


def _candidate_rows(comparison: Comparison) -> Iterable[list[Value]]:
    for column in comparison.columns:
        means = [cell.mean for cell in column.assessment.cells]
        yield [*_name(column.application), column.group, column.place, *_figures(column), *means]
    for application in comparison.unrated:
        yield _name(application)


def _figures(column: Column) -> list[Value]:
    """Fit (none under the least coverage) and coverage as shares, and raters."""
    fit = None if column.standing == Standing.NOT_ENOUGH else column.assessment.fit
    return [fit, column.assessment.coverage, column.assessment.raters]


def _name(application: Application) -> list[Value]:
    return [str(application.candidate), str(application.stage)]


def _rating_head() -> list[str]:
    first = [_("Candidate"), _("Stage"), _("Interviewer"), _("Competency"), _("Needs"), _("Weight"), _("Must-have")]
    texts = [_("Evidence"), _("Situation"), pgettext("STAR", "Task"), _("Action"), _("Result")]
    measures = [_("Result measured"), _("Baseline"), _("Period"), pgettext("of a figure", "Source")]
    amended = [_("Amended to"), _("Why amended")]
    return [*first, _("Level"), _("Not observed"), *texts, _("Independent"), _("Submitted"), *measures, *amended]


def _rating_rows(comparison: Comparison) -> Iterable[list[Value]]:
    names = {column.application.pk: str(column.application.candidate) for column in comparison.columns}
    items = {item.id: item for item in comparison.items}
    for card in comparison.cards:
        for rating in card.ratings.all():
            item = items[rating.item_id]
            about: list[Value] = [item.name, item.required, round(item.weight, 2), item.must_have]
            who: list[Value] = [names[card.application_id], str(card.stage), str(card.interviewer)]
            sealed: list[Value] = [card.independent, moment(card.closed_at)]
            yield [*who, *about, *_given(rating), *sealed, *_measures(rating), *amended_cells(card, rating)]


def _given(rating: Rating) -> list[Value]:
    texts = (rating.evidence, rating.situation, rating.task, rating.action, rating.result)
    return [rating.level, rating.not_observed, *texts]


def _measures(rating: Rating) -> list[Value]:
    return [rating.result_measured, rating.baseline, rating.period, rating.source]


def _decision_head() -> list[str]:
    head = [_("Candidate"), _("Decision"), _("Decided by"), _("Sealed"), _("Why"), _("Who else was considered")]
    head += [_("Dissent"), _("Departs from the rule"), _("Why the rule was not followed"), _("Fingerprint")]
    return [*head, _("What has changed since the earlier decision"), _("Revises"), _("Revised by")]


def _decision_rows(decisions: Iterable[OpenDecision]) -> Iterable[list[Value]]:
    for one, partly in decisions:
        later = opens_later() if partly else ""
        made: list[Value] = [str(one.application.candidate), one.get_outcome_display(), str(one.by), moment(one.at)]
        texts: list[Value] = [one.rationale, later or one.alternatives, one.dissent]
        ruled: list[Value] = [later or one.departs, later or one.departure_reason, one.digest]
        yield [*made, *texts, *ruled, one.what_changed, named(one.revises), named(one.later)]
