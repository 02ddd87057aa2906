"""Marking the kit's questions as asked, skipped or replaced, so that a comparison knows who was asked what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.models import Application, Interview, KitQuestion
from scorecards.domain.assignments import Assignment, lock_assignment
from scorecards.enums import Asked
from scorecards.models import QuestionMark, Scorecard

LONGEST = 2_000
"""Characters of a question asked instead."""


@dataclass(frozen=True)
class Mark:
    """One answer on the page: `revision` is the one it was made from, 0 when there was none."""

    mark: str = ""
    replacement: str = ""
    revision: int = 0

    def says(self, other: "Mark") -> bool:
        return (self.mark, self.replacement) == (other.mark, other.replacement)

    @property
    def words(self) -> str:
        label = str(Asked(self.mark).label) if self.mark else _("No answer")
        return f"{label}: {self.replacement}" if self.replacement else label


@dataclass(frozen=True)
class Clash:
    """A question that was marked differently elsewhere since the page was shown."""

    question: KitQuestion
    mine: Mark
    saved: Mark


if TYPE_CHECKING:

    class MarkedQuestion(KitQuestion):
        """A question as `kit_of` reads and completes it."""

        own_mark: str | None
        own_replacement: str | None
        own_revision: int | None
        marked: Mark

        class Meta:
            abstract = True


def kit_of(interview: Interview, card: Scorecard | None) -> "list[MarkedQuestion]":
    """Questions of the stage in order, each with `marked`, what the card says of it: one query."""
    own = FilteredRelation("marks", condition=Q(marks__scorecard=card.pk if card else None))
    rows = KitQuestion.objects.filter(stage=interview.stage_id).select_related("question__item").order_by("order")
    names = ("mark", "replacement", "revision")
    found = rows.annotate(own=own, **{f"own_{name}": F(f"own__{name}") for name in names})
    kit = cast("list[MarkedQuestion]", list(found))
    for row in kit:
        row.marked = Mark(row.own_mark or "", row.own_replacement or "", row.own_revision or 0)
    return kit


def questions_asked(card: Scorecard) -> dict[int, Mark]:
    """Mark by the id of the kit's question; what is not in it was never marked."""
    return {row.question_id: _mark_of(row) for row in QuestionMark.objects.filter(scorecard=card)}


@transaction.atomic
def mark_questions(
    *,
    interview: Interview,
    application: Application,
    by: User,
    marks: Mapping[int, Mark],
    now: datetime,
    writer: str = "",
    settled: Mapping[int, int] | None = None,
) -> list[Clash]:
    """Keep the marks of `by` on the kit's questions. Returns those marked differently elsewhere; then nothing is kept.

    `settled` names questions whose clash the person has seen, with the revision it was shown against. The first mark
    begins the scorecard. Raises Refused when nothing may be written, AlreadyDone when the card is closed.
    """
    place = lock_assignment(interview=interview, application=application, by=by)
    place.refuse_writing()
    kit = {row.pk: row for row in kit_of(place.interview, place.card)}
    _check(marks, kit)
    changed = {key: mark for key, mark in marks.items() if not mark.says(kit[key].marked)}
    clashes = _clashes(place, kit, changed, writer, settled or {})
    if changed and not clashes:
        _write(place, kit, changed, writer, now)
    return clashes


def _mark_of(row: QuestionMark) -> Mark:
    return Mark(row.mark, row.replacement, row.revision)


def _check(marks: Mapping[int, Mark], kit: Mapping[int, KitQuestion]) -> None:
    if set(marks) - set(kit):
        raise Refused(_("This question is not in the kit of this stage."))
    for mark in marks.values():
        if mark.mark and mark.mark not in Asked.values:
            raise Refused(_("A question is asked, skipped or replaced."))
        if len(mark.replacement) > LONGEST:
            raise Refused(_("A text is longer than %(most)s characters.") % {"most": f"{LONGEST:,}"})


def _clashes(
    place: Assignment, kit: "Mapping[int, MarkedQuestion]", changed: Mapping[int, Mark], writer: str, settled
) -> list[Clash]:
    own = set()
    if writer and place.card:
        own = set(place.card.question_marks.filter(writer=writer).values_list("question", flat=True))
    stale = [
        key
        for key, mark in changed.items()
        if kit[key].marked.revision not in (mark.revision, settled.get(key)) and key not in own
    ]
    return [Clash(kit[key], changed[key], kit[key].marked) for key in stale]


def _write(
    place: Assignment, kit: "Mapping[int, MarkedQuestion]", changed: Mapping[int, Mark], writer: str, now
) -> None:
    card = place.card or _begin(place, now)
    rows: Sequence[QuestionMark] = [
        QuestionMark(
            scorecard=card,
            question=kit[key],
            mark=mark.mark,
            replacement=mark.replacement,
            revision=kit[key].marked.revision + 1,
            writer=writer,
        )
        for key, mark in changed.items()
    ]
    kept = ["mark", "replacement", "revision", "writer"]
    QuestionMark.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["scorecard", "question"], update_fields=kept
    )


def _begin(place: Assignment, now: datetime) -> Scorecard:
    """A card without a single answer, at version 0 like a page that has never been saved."""
    return Scorecard.objects.create(
        application=place.application,
        stage=place.stage,
        interviewer=place.interviewer,
        interview=place.interview,
        created_at=now,
        saved_at=now,
    )
