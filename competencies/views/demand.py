"""What vacancies of the market name for a role, beside the role's own grid."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from competencies.domain.demand import beside, by_competency
from competencies.enums import GridState
from competencies.models import DemandSnapshot, GridItem, Role
from competencies.views.trail import role_trail


@require_safe
def show(request, key: str) -> HttpResponse:
    """The newest snapshot, or the one whose date is in the address."""
    role = get_object_or_404(Role, key=key)
    snapshots = list(DemandSnapshot.objects.filter(role=role))
    snapshot = _chosen(snapshots, request.GET.get("date"))
    items = _items(role)
    named = by_competency(snapshot)
    context = {
        "role": role,
        "snapshots": snapshots,
        "snapshot": snapshot,
        "grid": items[0].grid if items else None,
        "items": beside(items, named),
        "elsewhere": _outside(items, named),
        "skills": snapshot.skills.select_related("competency"),
        "trail": role_trail(role, (_("Demand"), "")),
    }
    return render(request, "competencies/demand.html", context)


def _chosen(snapshots: list[DemandSnapshot], date: str | None) -> DemandSnapshot:
    found = [one for one in snapshots if not date or one.date.isoformat() == date]
    if not found:
        raise Http404
    return found[0]


def _items(role: Role) -> list[GridItem]:
    """Items of the role's newest published grid."""
    grid = role.grids.filter(state=GridState.PUBLISHED).order_by("-version").first()
    return list(grid.items.select_related("competency", "grid")) if grid else []


def _outside(items: list[GridItem], named: list) -> list:
    """What the vacancies name and the grid does not require."""
    required = {item.competency_id for item in items}
    return [one for one in named if one.competency.pk not in required]
