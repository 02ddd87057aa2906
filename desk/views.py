from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.domain import day
from desk.domain.searching import found
from recruiting.domain.finding import LEAST_LETTERS


@require_safe
def my_day(request):
    now = timezone.now()
    context = {"day": day.my_day(user=request.user, now=now), "now": now}
    return render(request, "desk/my_day.html", context)


@require_safe
def search(request):
    """People and vacancies within the person's reach whose name holds the words."""
    words = request.GET.get("q", "").strip()
    result = found(words, user=request.user)
    context = {"search_words": words, "found": result, "least_letters": LEAST_LETTERS}
    return render(request, "desk/search.html", context)
