"""A role on paper: everything a hiring manager agrees to, on A4."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competencies.domain.reading import by_section, shown_items
from competencies.enums import GridState
from competencies.models import Role
from competencies.views.library import by_kind
from competencies.views.trail import role_trail


@require_safe
def show(request, key: str) -> HttpResponse:
    role = get_object_or_404(Role.objects.prefetch_related("statements", "pay_figures"), key=key)
    grid = role.grids.filter(state=GridState.PUBLISHED).order_by("-version").first()
    context = {
        "role": role,
        "grid": grid,
        "sections": by_section(shown_items(grid)) if grid else [],
        "statements": by_kind(role),
        "trail": role_trail(role, (_("Profile"), "")),
    }
    return render(request, "competencies/profile.html", context)
