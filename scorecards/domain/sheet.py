"""What a card of one stage asks: competencies planned and further ones, exercises, claims of the candidate."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.domain.sheets import Sheet, read_sheet
from competencies.models import GridItem
from recruiting.domain.declared_rule import judged_items
from recruiting.models import Application, Claim, KitExercise, Stage
from scorecards.domain.answers import Answers
from scorecards.domain.assignments import Assignment


@dataclass(frozen=True)
class Exercise:
    """An exercise of the kit with its sheet in the language of the page."""

    row: KitExercise

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def kind(self) -> str:
        return self.row.kind

    @cached_property
    def sheet(self) -> Sheet:
        return read_sheet(self.row.sheet)


@dataclass(frozen=True)
class CardSheet:
    """`others` are the grid's further competencies, which the writer may add because they were seen."""

    planned: tuple[GridItem, ...]
    others: tuple[GridItem, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    claims: tuple[Claim, ...] = ()

    def rows(self, *answers: Answers) -> list[GridItem]:
        """Planned competencies first, then those that were added in any of these answers."""
        added = {key for one in answers for key in one.items}
        return [*self.planned, *(item for item in self.others if item.pk in added)]

    def left(self, answers: Answers) -> list[GridItem]:
        """What may still be added."""
        return [item for item in self.others if item.pk not in answers.items]

    @property
    def nothing(self) -> str:
        """Why a stage without competencies and exercises takes no scorecard; empty when there are some."""
        if self.planned or self.exercises:
            return ""
        return _("No competencies are planned for this stage, so there is nothing to rate.")


def sheet_for(place: Assignment) -> CardSheet:
    """What the card of the place asks, in three queries. The claims are those its writer may see before rating."""
    items = _items(place.stage)
    return CardSheet(
        planned=tuple(item for item in items if item.is_planned),
        others=tuple(item for item in items if not item.is_planned),
        exercises=tuple(Exercise(KitExercise(**row)) for row in place.kit_exercises),
        claims=tuple(_claims(place.application, place.interviewer)),
    )


def exercises_of(stage: Stage) -> list[Exercise]:
    """The exercises of the stage's kit in order: one query."""
    return [Exercise(row) for row in stage.exercises.order_by("order")]


def _items(stage: Stage) -> list:
    """What the vacancy judges by, and what the stage plans of it, in the order of the grid, with anchors."""
    vacancy = stage.vacancy
    planned = Stage.covers.through.objects.filter(stage=stage, griditem=OuterRef("pk"))
    judged = judged_items(vacancy.grid, with_supplement=vacancy.rule.with_supplement)
    items = GridItem.objects.annotate(is_planned=Exists(planned))
    wanted = items.filter(Q(is_planned=True) | Q(pk__in=judged.order_by().values("pk")))
    return list(wanted.order_by("order", "pk").prefetch_related("anchors"))


def _claims(application: Application, by: User) -> Iterable[Claim]:
    return Claim.objects.visible_to(by).filter(application=application)
