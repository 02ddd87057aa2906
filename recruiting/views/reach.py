"""What of recruiting a person can reach: out of reach is 404, a forbidden act 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from recruiting.models import Application, Vacancy


def vacancy_for(request, pk: int) -> Vacancy:
    visible = Vacancy.objects.visible_to(request.user).select_related("role", "grid", "rule")
    return get_object_or_404(visible, pk=pk)


def application_for(request, pk: int) -> Application:
    visible = Application.objects.visible_to(request.user)
    related = ("candidate", "stage", "vacancy", "vacancy__grid", "reason")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def require(request, permission: str, vacancy: Vacancy | None = None) -> None:
    """403 unless the person has `recruiting.<permission>`, on this vacancy where one is given."""
    if not request.user.has_perm(f"recruiting.{permission}", vacancy):
        raise PermissionDenied
