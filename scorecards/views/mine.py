"""My scorecards: what I owe, what I have begun, what I submitted lately."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scorecards.domain.conflicts import own_standing
from scorecards.domain.my_cards import LEAST_CARDS, LEAST_OWN, LEAST_PEOPLE, my_cards

PAGE = 25


@require_safe
def my_cards_page(request):
    words = request.GET.get("q", "").strip()[:100]
    cards = my_cards(user=request.user, now=timezone.now(), words=words)
    context = {
        "cards": cards,
        "conflicts": own_standing(request.user),
        "words": words,
        "page": Paginator(cards.submitted, PAGE).get_page(request.GET.get("page")),
        "least": {"own": LEAST_OWN, "cards": LEAST_CARDS, "people": LEAST_PEOPLE},
        "trail": [(_("My day"), reverse("desk:my_day")), (_("My scorecards"), "")],
    }
    return render(request, "scorecards/mine.html", context)
