"""Drafts of grids: copied from a version that was published, changed freely, discarded or published."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.domain.errors import DraftExists, Refused
from competencies.domain.languages import columns, texts_of
from competencies.domain.standing import locked_draft, overtaken
from competencies.enums import GridState
from competencies.models import Grid, GridItem, Role

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One item of a draft as typed; its place is its position in the list. `weight` in per cent."""

    competency_id: int
    section: str
    required_level: int
    weight: Decimal
    must_have: bool


@transaction.atomic
def copy_to_draft(*, grid: Grid, by: User | None, now: datetime) -> Grid:
    """A new draft with the requirements of `grid`, as the role's next version. Raises `DraftExists` if there is one."""
    if grid.is_draft:
        raise Refused(_("Only a version that was published can be copied."))
    draft = new_draft(role=grid.role, based_on=grid, by=by, now=now)
    fields = ("section", "order", "competency_id", "required_level", "weight", "must_have")
    GridItem.objects.bulk_create(
        [GridItem(grid=draft, **{field: getattr(item, field) for field in fields}) for item in grid.items.all()]
    )
    return draft


def new_draft(*, role: Role, based_on: Grid | None, by: User | None, now: datetime) -> Grid:
    """An empty draft with the role's next version number. The role is locked, so that two people cannot both get it."""
    Role.objects.select_for_update().get(pk=role.pk)
    if existing := Grid.objects.drafts().filter(role=role).first():
        raise DraftExists(_("There is already a draft of this grid."), existing)
    latest = Grid.objects.filter(role=role).aggregate(latest=Max("version"))["latest"] or 0
    carried = columns("warnings", texts_of(based_on, "warnings")) if based_on else {}
    return Grid.objects.create(
        role=role,
        version=latest + 1,
        based_on=based_on,
        supplement_share=based_on.supplement_share if based_on else 0,
        created_by=by,
        created_at=now,
        **carried,
    )


@transaction.atomic
def save_draft(
    *,
    grid: Grid,
    seen_revision: int,
    rows: Sequence[Row],
    by: User | None,
    now: datetime,
    note: str = "",
    supplement_share: int = 0,
) -> Grid:
    """Replace the draft's items by `rows`. Raises `Conflict`, with nothing changed, if somebody was faster."""
    written = Grid.objects.filter(pk=grid.pk, state=GridState.DRAFT, revision=seen_revision).update(
        revision=F("revision") + 1, saved_by=by, saved_at=now, note=note, supplement_share=supplement_share
    )
    if written != 1:
        raise overtaken(grid.pk)
    _replace_items(grid, rows)
    grid.refresh_from_db()
    return grid


def _replace_items(grid: Grid, rows: Sequence[Row]) -> None:
    existing = {item.competency_id: item for item in grid.items.all()}
    kept = [
        _filled(existing.get(row.competency_id) or GridItem(grid=grid), row, order) for order, row in enumerate(rows, 1)
    ]
    gone = existing.keys() - {row.competency_id for row in rows}
    grid.items.filter(competency_id__in=gone).delete()
    GridItem.objects.bulk_update(
        [item for item in kept if item.pk], ["section", "order", "required_level", "weight", "must_have"]
    )
    GridItem.objects.bulk_create([item for item in kept if not item.pk])


def _filled(item: GridItem, row: Row, order: int) -> GridItem:
    item.order = order
    item.competency_id = row.competency_id
    item.section = row.section
    item.required_level = row.required_level
    item.weight = row.weight
    item.must_have = row.must_have
    return item


@transaction.atomic
def discard_draft(*, grid: Grid, by: User, now: datetime, seen_revision: int | None = None) -> None:
    """Delete the draft. Raises `Conflict` if it was changed, published or discarded since it was seen."""
    seen = grid.revision if seen_revision is None else seen_revision
    locked_draft(grid, seen_revision=seen).delete()
    discarded = grid.pk
    transaction.on_commit(lambda: logger.info("draft %s discarded by %s at %s", discarded, by.pk, now.isoformat()))
