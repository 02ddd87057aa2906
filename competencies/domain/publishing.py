"""Publishing a draft and retiring what was published."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competencies.domain.blockers import blockers_of, library_items
from competencies.domain.copying import copy_texts, digest_of
from competencies.domain.errors import Conflict, Refused
from competencies.domain.standing import locked_draft, overtaken
from competencies.enums import GridState
from competencies.models import Grid

logger = logging.getLogger(__name__)


@transaction.atomic
def publish(*, grid: Grid, by: User | None, now: datetime, seen_revision: int | None = None) -> Grid:
    """Copy the library's texts into the draft and close it for good; `by` is None when the shipped library does it.

    `seen_revision` is the draft the person looked at, by default the one in `grid`. Raises `Refused` with blockers
    while something is missing, `Conflict` if the draft was changed, published or discarded meanwhile.
    """
    seen = grid.revision if seen_revision is None else seen_revision
    draft = locked_draft(grid, seen_revision=seen)
    items = library_items(draft)
    if blockers := blockers_of(draft, items):
        raise Refused(_("The grid cannot be published yet."), blockers)
    copy_texts(items)
    closed = Grid.objects.filter(pk=draft.pk, state=GridState.DRAFT, revision=seen).update(
        state=GridState.PUBLISHED, published_by=by, published_at=now, digest=digest_of(draft)
    )
    if closed != 1:
        raise overtaken(draft.pk)
    author = by.pk if by else "the library"
    transaction.on_commit(lambda: logger.info("grid %s published by %s", draft.pk, author))
    draft.refresh_from_db()
    return draft


@transaction.atomic
def retire(*, grid: Grid, by: User, now: datetime) -> Grid:
    """Offer the grid for new vacancies no longer; those on it keep it. Raises `Conflict` unless it is published."""
    changed = Grid.objects.filter(pk=grid.pk, state=GridState.PUBLISHED).update(state=GridState.RETIRED, retired_at=now)
    grid.refresh_from_db()
    if changed != 1:
        raise Conflict(_("Only a published grid can be retired, and this one is not."), grid)
    transaction.on_commit(lambda: logger.info("grid %s retired by %s", grid.pk, by.pk))
    return grid
