"""Whether a draft still stands as somebody saw it, and what to tell them if it does not."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competencies.domain.errors import Conflict
from competencies.models import Grid


def locked_draft(grid: Grid, *, seen_revision: int) -> Grid:
    """The draft, locked until the end of the transaction. Raises `Conflict` if it is not the one that was seen."""
    standing = Grid.objects.select_for_update(of=("self",)).select_related("role").filter(pk=grid.pk).first()
    if standing is None or not standing.is_draft or standing.revision != seen_revision:
        raise overtaken(grid.pk)
    return standing


def overtaken(pk: int) -> Conflict:
    """The conflict in words: who did what to this grid, and when."""
    grid = Grid.objects.select_related("role", "saved_by", "published_by").filter(pk=pk).first()
    if grid is None:
        return Conflict(_("Somebody discarded this draft meanwhile."), None)
    if grid.is_draft:
        return Conflict(_saved(grid), grid)
    return Conflict(_published(grid), grid)


def _saved(grid: Grid) -> str:
    if grid.saved_by and grid.saved_at:
        return _("%(name)s saved this draft at %(time)s, while you had it open.") % {
            "name": grid.saved_by.full_name,
            "time": _time(grid.saved_at),
        }
    return _("Somebody saved this draft while you had it open.")


def _published(grid: Grid) -> str:
    values = {"version": grid.version, "time": _time(grid.published_at)}
    if grid.published_by:
        return _("%(name)s published version %(version)s at %(time)s.") % {
            "name": grid.published_by.full_name,
            **values,
        }
    return _("The library published version %(version)s at %(time)s.") % values


def _time(moment) -> str:
    return date_format(timezone.localtime(moment), "H:i")
