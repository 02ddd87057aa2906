from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recruiting.domain.board import read_board
from recruiting.models import Vacancy
from recruiting.views.reach import vacancy_for
from recruiting.views.trails import to_vacancy


@require_safe
def board(request, pk):
    return show_board(request, vacancy_for(request, pk))


def show_board(request, vacancy: Vacancy, *, status: int = 200, **note):
    """The board, or for htmx the part of it that changes. `note` says what stood against a move."""
    only_late, by_name = request.GET.get("show") == "late", request.GET.get("sort") == "name"
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy),
        "here": "board",
        "may_run": request.user.has_perm("recruiting.run_vacancy", vacancy),
        "board": read_board(
            vacancy=vacancy, user=request.user, now=timezone.now(), only_late=only_late, by_name=by_name
        ),
        "only_late": only_late,
        "by_name": by_name,
        "note": note,
    }
    template = "recruiting/parts/board.html" if request.htmx else "recruiting/board.html"
    return render(request, template, context, status=status)
