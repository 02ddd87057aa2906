from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from recruiting.models import Application


def application(request, pk):
    row = get_object_or_404(Application.objects.visible_to(request.user), pk=pk)
    return render(request, "recruiting/vacancies.html", {"vacancies": [row.vacancy]})


@require_POST
def move(request, pk):
    row = get_object_or_404(Application.objects.visible_to(request.user), pk=pk)
    return redirect("recruiting:application", pk=row.pk)


def close(request, pk):
    return application(request, pk)
