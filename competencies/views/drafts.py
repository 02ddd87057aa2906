from django.shortcuts import get_object_or_404, render

from competencies.models import Grid


def copy(request, pk: int):
    return render(request, "competencies/grid.html", {"grid": get_object_or_404(Grid, pk=pk)})


edit = discard = copy
