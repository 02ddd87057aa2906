from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recruiting.domain.board import Ageing, read_board
from recruiting.domain.team import recruiters_of
from recruiting.domain.undoing import last_act
from recruiting.forms.board import WishForm, read_wish
from recruiting.models import Vacancy
from recruiting.views.cards_shown import heads, show_columns, show_rows
from recruiting.views.reach import vacancy_for
from recruiting.views.trails import to_vacancy

LIST = "list"


@require_safe
def board(request, pk):
    return show_board(request, vacancy_for(request, pk))


def show_board(request, vacancy: Vacancy, *, status: int = 200, together=None, **note):
    """The board or its list, or for htmx the part of it that changes.

    `note` says what stood against a move, `together` what came of an act on many.
    """
    now, wish = timezone.now(), read_wish(request.GET)
    shown = read_board(vacancy=vacancy, user=request.user, now=now, wish=wish)
    may_run = request.user.has_perm("recruiting.run_vacancy", vacancy)
    as_list = request.GET.get("view") == LIST
    filters = WishForm(request.GET)
    filters.offer(shown)
    context = {
        "vacancy": vacancy,
        "trail": to_vacancy(vacancy),
        "here": "board",
        "may_run": may_run,
        "board": shown,
        "wish": wish,
        "filters": filters,
        "as_list": as_list,
        "columns": [] if as_list else show_columns(shown),
        "rows": show_rows(shown) if as_list else [],
        "heads": heads(wish) if as_list else [],
        "late": wish.age == Ageing.OVER,
        "near": wish.age == Ageing.NEAR,
        "all_chosen": request.GET.get("choose") == "all",
        "recruiters": recruiters_of(vacancy) if may_run else [],
        "last_act": last_act(vacancy=vacancy, user=request.user, now=now) if may_run else None,
        "together": together,
        "note": note,
        "now": now,
    }
    template = "recruiting/parts/board.html" if request.htmx else "recruiting/board.html"
    return render(request, template, context, status=status)
