"""The group sheet: one interviewer's cards on all candidates of a meeting, side by side; each stays its own card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.sent import whole
from accounts.models import User
from competencies.models import GridItem
from recruiting.domain.errors import Refused
from recruiting.models import Attendance, Interview, Seat
from scorecards.domain.answers import Answers, answers_of
from scorecards.domain.assignments import Assignment, planned_items
from scorecards.domain.conflict import Conflict
from scorecards.domain.filling import save_card
from scorecards.models import Scorecard

PARTS = ("ratings", "critical_errors", "results", "claim_marks")


@dataclass(frozen=True)
class Cell:
    """What the sheet asks on one competency of one candidate: the chosen button and the note."""

    choice: str = ""  # "1" to "5", "none" for not observed, empty for no answer
    note: str = ""

    def into(self, answers: Answers, key: int) -> Answers:
        """The answers with this cell in them; whatever the sheet does not ask stays as it was."""
        return answers.with_item(key, level=whole(self.choice), not_observed=self.choice == "none", evidence=self.note)


@dataclass(frozen=True)
class Column:
    """One candidate: the task, what is saved, and why nothing can be written when `closed` says so."""

    place: Assignment
    saved: Answers
    closed: str

    @property
    def key(self) -> int:
        return self.place.application.pk

    @property
    def version(self) -> int:
        return self.place.card.version if self.place.card else 0

    def cell(self, item: GridItem) -> Cell:
        answer = self.saved.of(item)
        return Cell(answer.choice, answer.evidence)


@dataclass(frozen=True)
class Sheet:
    interview: Interview
    items: list[GridItem]
    columns: list[Column]

    def column(self, key: int) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Sent:
    """One column as a page sent it; `seen` is the version it was typed on."""

    cells: Mapping[int, Cell]
    seen: int


def sheet_of(*, interview: Interview, by: User) -> Sheet | None:
    """The person's columns by name, or None without a seat or a card; the queries do not grow with them."""
    seat = Seat.objects.filter(interview=interview, interviewer=by, removed_at=None).first()
    cards = Scorecard.objects.live().filter(interview=interview, interviewer=by).prefetch_related(*PARTS)
    own = {card.application_id: card for card in cards}
    if seat is None and not own:
        return None
    rows = Attendance.objects.filter(interview=interview).select_related(
        "application__candidate", "interview__stage", "interview__vacancy__role"
    )
    ordered = rows.order_by("application__candidate__name_sort", "pk")
    places = [Assignment(row, by, seat=seat, card=own.get(row.application_id)) for row in ordered]
    return Sheet(interview, planned_items(interview.stage), [_column(place) for place in places])


def save_sheet(
    *, sheet: Sheet, by: User, sent: Mapping[int, Sent], writer: str, now: datetime
) -> dict[int, Conflict | str]:
    """Save each column that differs from what is kept, as its own card; returns what kept a column from being saved.

    One refused column never costs another: each is a transaction of its own.
    """
    failed: dict[int, Conflict | str] = {}
    for column in sheet.columns:
        answers = _wanted(column, sent.get(column.key), sheet.items)
        if answers is None:
            continue
        try:
            saved = _save(column, answers, sent[column.key].seen, by, writer, now)
        except Refused as refusal:
            failed[column.key] = refusal.message
        else:
            if isinstance(saved, Conflict):
                failed[column.key] = saved
    return failed


@transaction.atomic
def _save(column: Column, answers: Answers, seen: int, by: User, writer: str, now: datetime) -> Scorecard | Conflict:
    place = column.place
    return save_card(
        interview=place.interview,
        application=place.application,
        by=by,
        seen_version=seen,
        answers=answers,
        now=now,
        writer=writer,
    )


def _wanted(column: Column, sent: Sent | None, items: Sequence[GridItem]) -> Answers | None:
    """The whole card with the column's cells in it; None when nothing differs."""
    if sent is None or all(sent.cells.get(item.pk, column.cell(item)) == column.cell(item) for item in items):
        return None
    answers = column.saved
    for item in items:
        if item.pk in sent.cells:
            answers = sent.cells[item.pk].into(answers, item.pk)
    return answers


def _column(place: Assignment) -> Column:
    try:
        place.refuse_writing()
    except Refused as refusal:
        return Column(place, answers_of(place.card), refusal.message)
    if place.card is not None and place.card.ratings_are_sealed:
        message = _("Your ratings are sealed. Finish the notes on the scorecard of this candidate.")
        return Column(place, answers_of(place.card), message)
    return Column(place, answers_of(place.card), "")
