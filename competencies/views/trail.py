"""Where a page of the library stands, and which grid a request is about."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from competencies.models import Grid, Role


def trail(*places: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the library to the page; a place that begins with ? is a view of the library."""
    library = reverse("competencies:library")
    return [(_("Library"), library), *((label, library + url if url.startswith("?") else url) for label, url in places)]


def role_trail(role: Role, *places: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((role.title, reverse("competencies:role", args=[role.key])), *places)


def grid_or_404(request, pk: int) -> Grid:
    """The grid, if it exists for this person."""
    readable = Grid.objects.visible_to(request.user)
    return get_object_or_404(
        readable.select_related("role", "based_on", "created_by", "saved_by", "published_by"), pk=pk
    )


def grid_to_change(request, pk: int, permission: str = "competencies.edit_grid") -> Grid:
    """The grid, if this person may also act on it: 404 out of reach, 403 for a reader."""
    grid = grid_or_404(request, pk)
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return grid
