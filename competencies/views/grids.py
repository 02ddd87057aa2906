from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from competencies.models import Grid


def show(request, pk: int):
    return render(request, "competencies/grid.html", {"grid": get_object_or_404(Grid, pk=pk)})


@require_http_methods(["GET", "POST"])
def publish(request, pk: int):
    return render(request, "competencies/grid.html", {"grid": get_object_or_404(Grid, pk=pk)})
