"""What the scorecard's page shows: rows with their anchors and answers, the kit, what is missing, what went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_hex
from typing import cast

from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from competencies.enums import Level
from competencies.models import GridItem
from recruiting.enums import FileKind
from recruiting.models import CandidateFile, Interview, Seat
from scorecards.domain.amendments import whole_card
from scorecards.domain.answers import MEASURES, Answer, Answers, answers_of
from scorecards.domain.assignments import Assignment
from scorecards.domain.conflict import Conflict
from scorecards.domain.gaps import Gap, gaps_of
from scorecards.domain.marking import Mark, kit_of
from scorecards.domain.remarks import Remark, key_of, remarks_in
from scorecards.domain.sheet import CardSheet, Exercise, sheet_for
from scorecards.domain.talk import plan_of_talk
from scorecards.domain.topics import passed_topics
from scorecards.domain.two_steps import only_notes_of
from scorecards.enums import Recommendation
from scorecards.forms.amend import AmendForm
from scorecards.forms.card import CardForm, DeclineForm
from scorecards.models import Scorecard
from scorecards.views.card_parts import ClaimRow, ErrorRow, ExerciseRow, claim_rows, error_rows, exercise_rows
from scorecards.views.gap_places import TAGS, anchor_of, is_star, key_of_gap, tag_of
from scorecards.views.marking import marking_context, show_marks

PARTS = ("card", "kit", "cv")
STAR = "star"


@dataclass(frozen=True)
class Row:
    """One competency on the page; `errors` by the name of the text they are about, `planned` unless it was added."""

    item: GridItem
    answer: Answer
    star: bool
    gap: Gap | None = None
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    planned: bool = True

    @property
    def options(self) -> list[tuple[int, str, str]]:
        """Level, its word, and the behaviour that shows it in the language of the page."""
        return [(anchor.level, str(Level(anchor.level).label), anchor.text) for anchor in self.item.anchors.all()]

    @property
    def tag(self) -> str:
        return tag_of(self.answer)


@dataclass
class Page:
    """The page of one assignment, as it stands or after a refused act with everything typed still in it.

    `behalf` is set while somebody types a card from paper for the interviewer of the place.
    """

    place: Assignment
    form: CardForm | None = None
    conflict: Conflict | None = None
    refusal: str = ""
    gaps: list[Gap] | None = None  # only after an attempt to submit
    decline: DeclineForm | None = None
    added: int | None = None  # a competency that was just added
    warned: bool = False  # held back once because of remarks
    behalf: bool = False
    marks: Mapping[int, Mark] = field(default_factory=dict)  # sent with the card and not kept

    @cached_property
    def sheet(self) -> CardSheet:
        if self.form:
            return self.form.sheet
        return sheet_for(self.place)

    @cached_property
    def items(self) -> list[GridItem]:
        if self.form:
            return self.form.rows
        just_added = [item for item in self.sheet.left(self.answers) if item.pk == self.added]
        return [*self.sheet.rows(self.answers), *just_added]

    @cached_property
    def answers(self) -> Answers:
        if not self.form:
            return answers_of(self.place.card)
        typed = self.form.typed()
        return only_notes_of(typed, answers_of(self.place.card)) if self.fixed else typed

    @cached_property
    def missing(self) -> list[Gap]:
        return gaps_of(self.answers, self.sheet)

    @property
    def rows(self) -> list[Row]:
        tried = {gap.item.pk: gap for gap in self.gaps or [] if gap.item}
        return [self._row(item, tried.get(item.pk)) for item in self.items]

    @property
    def addable(self) -> list[GridItem]:
        shown = {item.pk for item in self.items}
        return [item for item in self.sheet.others if item.pk not in shown]

    @property
    def exercises(self) -> list[ExerciseRow]:
        return exercise_rows(self.sheet, self.answers, self.form_errors, self.form.data if self.form else {})

    @property
    def critical(self) -> list[ErrorRow]:
        return error_rows(self.answers, self.form_errors)

    @property
    def claims(self) -> list[ClaimRow]:
        return claim_rows(self.sheet, self.answers, self.form_errors)

    @cached_property
    def remarks(self) -> list[Remark]:
        """Words about protected characteristics in what is written here: a hint, never a bar."""
        return remarks_in(self.answers.texts())

    @property
    def remarks_key(self) -> str:
        return key_of(self.remarks)

    @property
    def fixed(self) -> bool:
        """Whether levels, marks and the recommendation stand already and only words may change."""
        return self.place.card is not None and self.place.card.ratings_are_sealed

    @property
    def obstacle(self) -> str:
        return self.place.obstacle() or self.sheet.nothing

    @property
    def closed(self) -> bool:
        """Whether the page only shows what was written; a refused act keeps its text open to be copied."""
        return bool(self.obstacle) and self.form is None

    @property
    def urls(self) -> dict[str, str]:
        """Where the page's forms are sent: to the writer's own card, or to the one typed for somebody else."""
        prefix, more = ("behalf", [self.place.interviewer.pk]) if self.behalf else ("card", [])
        arguments = [self.place.interview.pk, self.place.application.pk, *more]
        acts = ("save", "submit") if self.behalf else ("save", "submit", "ratings", "decline", "jot", "remarks")
        named = {name: reverse(f"scorecards:{prefix}_{name}", args=arguments) for name in acts}
        return named | {"page": reverse(f"scorecards:{prefix}", args=arguments)}

    @property
    def missing_links(self) -> list[tuple[str, str, str]]:
        """Key of the gap, id of its place on the page, and words."""
        return [(key_of_gap(gap), self._anchor(gap), gap.message) for gap in self.missing]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What to mend, each with the id of its place on the page: refused texts first, then gaps."""
        refused = [(name, error) for name, errors in self.form_errors.items() for error in errors]
        return refused + [(self._anchor(gap), gap.message) for gap in self.gaps or []]

    @property
    def version(self) -> int:
        if self.form:
            return self.form.data.get("version", 0)
        return self.place.card.version if self.place.card else 0

    @property
    def writer(self) -> str:
        """A name for this opened page, the same through all its saves."""
        return self.form.data.get("writer", "") if self.form else token_hex(16)

    @property
    def tags(self) -> tuple[str, ...]:
        return TAGS

    @property
    def answered(self) -> int:
        return self.answers.answered(self.sheet.planned)

    @property
    def total(self) -> int:
        return len(self.sheet.planned)

    @property
    def recommendations(self) -> list[tuple[str, str, str]]:
        signs = dict(zip(Recommendation.values, ("––", "–", "+", "++", "?"), strict=True))
        return [(one.value, signs[one.value], str(one.label)) for one in Recommendation]

    def _row(self, item: GridItem, gap: Gap | None) -> Row:
        answer = self.answers.of(item)
        chosen = self.form.data.get(f"mode-{item.pk}") if self.form else None
        star = chosen == STAR if chosen else is_star(answer)
        suffix = f"-{item.pk}"
        fields = ("level", "evidence", "situation", "task", "action", "result", *MEASURES)
        errors = {name: self.form_errors[name + suffix] for name in fields if name + suffix in self.form_errors}
        planned = item in self.sheet.planned
        return Row(item, answer, star, gap, errors, planned)

    @cached_property
    def form_errors(self) -> Mapping[str, Sequence[str]]:
        errors = self.form.errors if self.form else {}
        return {name: [str(error) for error in found] for name, found in errors.items()}

    def _anchor(self, gap: Gap) -> str:
        return anchor_of(gap, star=gap.item is not None and self._row(gap.item, gap).star)


def show_card(request, page: Page, *, status: int = 200, **more):
    """The form while the card may be written, otherwise what was sealed or declined. `more` is what became of the
    marks that came with it."""
    place = page.place
    context = base_context(page) | more
    if place.card and not place.card.is_draft and page.form is None:
        return show_closed(request, place, context, status)
    context["part"] = request.GET.get("part") if request.GET.get("part") in PARTS else "card"
    context["decline"] = page.decline or DeclineForm()
    context |= kit_context(place.interview, place.application, page.sheet.exercises, place.card)
    show_marks(context["kit"], page.marks)
    if not page.behalf:
        context |= marking_context(request, place, "card")
    return render(request, "scorecards/card.html", context, status=status)


def base_context(page: Page) -> dict:
    place = page.place
    return {
        "page": page,
        "place": place,
        "panel": place.panel_names,
        "trail": trail(place.interview, place.application),
    }


def show_closed(request, place: Assignment, context: dict, status: int):
    card = cast(Scorecard, place.card)  # closed, so there is one
    prefetch_related_objects([card], *whole_card())
    context["amend"] = context.get("amend") or AmendForm(card=card)
    return render(request, "scorecards/card_closed.html", context, status=status)


def kit_context(interview: Interview, application, exercises: Sequence[Exercise], card=None) -> dict:
    """The plan of the talk, questions in order with what the card says of them, passed topics, the newest CV: three
    queries."""
    kit = kit_of(interview, card)
    return {
        "kit": kit,
        "exercises": exercises,
        "talk": plan_of_talk(interview, kit, exercises),
        "topics": passed_topics(application, interview.stage),
        "cv": CandidateFile.objects.filter(candidate=application.candidate_id, kind=FileKind.CV).first(),
    }


def panel_names(interview: Interview) -> str:
    seats = Seat.objects.filter(interview=interview, removed_at=None).select_related("interviewer").order_by("pk")
    return ", ".join(seat.interviewer.full_name for seat in seats)


def trail(interview: Interview, application) -> list[tuple[str, str]]:
    return [
        (_("My day"), reverse("desk:my_day")),
        (_("Interviews"), reverse("recruiting:interviews")),
        (application.candidate.full_name, ""),
    ]
