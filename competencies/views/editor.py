"""The editor's page: what was typed, what the library says beside it, and what stands in the way of publishing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from accounts.domain.sent import whole
from competencies.domain.blockers import blockers_of, library_items, missing_anchors, place_of, shown
from competencies.domain.changes import changes, differences
from competencies.domain.drafting import Row
from competencies.domain.errors import Conflict
from competencies.domain.ladder import Ladder, Step, in_level_order, ladder
from competencies.domain.weights import WHOLE, is_supplement, total
from competencies.enums import Level, Section
from competencies.forms.drafts import (
    MOST_ITEMS,
    TOO_MANY,
    AddForm,
    BaseRowFormSet,
    DraftForm,
    RowForm,
    RowFormSet,
    mark_invalid,
)
from competencies.models import Competency, Grid, GridItem, Role


@dataclass(frozen=True)
class EditorRow:
    form: RowForm
    competency: Competency
    section: str
    steps: list[Step]
    place: str
    described: int
    question_count: int


class Editor:
    """The three forms of the page and what is shown around them."""

    def __init__(self, grid: Grid, draft: DraftForm, rows: BaseRowFormSet, add: AddForm, overwrite: int | None = None):
        self.grid, self.draft, self.formset, self.add, self.overwrite = grid, draft, rows, add, overwrite

    @classmethod
    def of(cls, grid: Grid) -> "Editor":
        initial = [_initial(item) for item in grid.items.all()]
        present = {one["competency"] for one in initial}
        add = AddForm(prefix="add", without=present)
        return cls(grid, DraftForm.of(grid), RowFormSet(initial=initial, prefix="rows"), add)

    @classmethod
    def typed(cls, grid: Grid, data: QueryDict) -> "Editor":
        """From a form that was sent. `overwrite` is the revision a person decided to write over after a conflict."""
        rows = RowFormSet(data, prefix="rows")
        present = {number for form in rows if (number := whole(form["competency"].value())) is not None}
        add = AddForm(data, prefix="add", without=present)
        return cls(grid, DraftForm(data), rows, add, whole(data.get("overwrite")))

    def is_valid(self) -> bool:
        valid = all([self.draft.is_valid(), self.formset.is_valid(), self.add.is_valid()])
        if valid and self.add.rows and len(self.rows) > MOST_ITEMS:
            self.add.add_error("competency", TOO_MANY % {"num": MOST_ITEMS})
            return False
        return valid

    @property
    def rows(self) -> list[Row]:
        return [*self.formset.rows, *self.add.rows]

    @property
    def seen_revision(self) -> int:
        return self.draft.cleaned_data["seen_revision"] if self.overwrite is None else self.overwrite

    def context(self, conflict: Conflict | None = None) -> dict[str, Any]:
        mark_invalid(self.draft)
        mark_invalid(self.add)
        items = library_items(self.grid)
        family = ladder(self.grid.role)
        return {
            "grid": self.grid,
            "draft": self.draft,
            "formset": self.formset,
            "add": self.add,
            "rows": self._shown_rows(family),
            "blockers": blockers_of(self.grid, items),
            "sums": _sums(self._typed_rows() or items),
            "changes": changes(self.grid),
            "ladder": family,
            "tabs": _tabs(family.roles),
            "conflict": conflict,
            "other_note": bool(conflict and conflict.grid and conflict.grid.note != self.draft["note"].value()),
            "theirs": differences(items, self.rows) if conflict and conflict.grid else [],
        }

    def _typed_rows(self) -> list[Row]:
        """Rows as typed, where they can be read; nothing for a page that was only opened."""
        return self.rows if self.formset.is_bound and self.is_valid() else []

    def _shown_rows(self, family: Ladder) -> list[EditorRow]:
        forms = sorted(self.formset.forms, key=_order)
        ids = [form["competency"].value() for form in forms]
        wanted = Competency.objects.filter(pk__in=[number for one in ids if (number := whole(one)) is not None])
        competencies = {str(one.pk): one for one in wanted.prefetch_related("anchors", "questions")}
        pairs = [
            (form, competencies[str(one)]) for form, one in zip(forms, ids, strict=True) if str(one) in competencies
        ]
        return [_shown_row(form, competency, family) for form, competency in pairs]


def _initial(item: GridItem) -> dict[str, Any]:
    return {
        "competency": item.competency_id,
        "section": item.section,
        "required_level": item.required_level,
        "weight": item.weight,
        "must_have": item.must_have,
        "ORDER": item.order,
    }


def _order(form: RowForm) -> int:
    place = whole(form["ORDER"].value())
    return 10_000 if place is None else place


def _shown_row(form: RowForm, competency: Competency, family: Ladder) -> EditorRow:
    form.describe(competency.name)
    section = form["section"].value()
    return EditorRow(
        form=form,
        competency=competency,
        section=str(Section(section).label) if section in Section.values else "",
        steps=family.steps(competency.pk, typed=whole(form["required_level"].value())),
        place=place_of(competency),
        described=len(Level.values) - len(list(missing_anchors(competency))),
        question_count=len(competency.questions.all()),
    )


def _sums(rows: Sequence[Any]) -> dict[str, Any]:
    main, supplement = total(rows, supplement=False), total(rows, supplement=True)
    return {
        "main": shown(main),
        "main_good": main == WHOLE,
        "rest": shown(abs(WHOLE - main)),
        "supplement": shown(supplement),
        "supplement_good": supplement == WHOLE,
        "has_supplement": any(is_supplement(row) for row in rows),
    }


def _tabs(roles: list[Role]) -> list[tuple[Role, Grid | None]]:
    """Each role of the family with its draft, or else its newest version."""
    grids = Grid.objects.filter(role__in=roles).order_by("version")
    newest = {grid.role_id: grid for grid in grids}
    return [(role, newest.get(role.pk)) for role in in_level_order(roles)]
