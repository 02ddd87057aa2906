from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.domain.searching import LEAST_LETTERS, found


@require_safe
def my_day(request):
    return render(request, "desk/my_day.html", {"now": timezone.now()})


@require_safe
def search(request):
    """People and vacancies within the person's reach whose name holds the words."""
    words = request.GET.get("q", "").strip()
    result = found(words, user=request.user)
    return render(
        request, "desk/search.html", {"search_words": words, "found": result, "least_letters": LEAST_LETTERS}
    )
