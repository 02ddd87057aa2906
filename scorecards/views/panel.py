"""Ratings of the panel, or a calm page that says what will open them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from recruiting.models import Application
from scorecards.domain.owed import still_owes
from scorecards.domain.panel import panel_of
from scorecards.domain.reading import read_cards
from scorecards.domain.releasing import released_cards


@require_GET
def panel(request, pk: int):
    visible = Application.objects.visible_to(request.user).select_related("candidate", "vacancy", "stage")
    application = get_object_or_404(visible, pk=pk)
    stages = panel_of(application, user=request.user)
    _name_releases(application, [seat for one in stages for seat in one.seats if seat.declined])
    shown = [card for one in stages for card in one.cards]
    read_cards(by=request.user, cards=shown, now=timezone.now())
    runs = request.user.has_perm("recruiting.run_vacancy", application.vacancy)
    trail = [
        (_("My day"), reverse("desk:my_day")),
        (application.candidate.full_name, reverse("recruiting:application", args=[application.pk])),
        (_("Ratings of the panel"), ""),
    ]
    return render(
        request,
        "scorecards/panel.html",
        {
            "application": application,
            "stages": stages,
            "trail": trail,
            "may_type": runs and not still_owes(request.user, application),
            "may_release": runs or request.user.is_administrator,
        },
    )


def _name_releases(application: Application, declined: list) -> None:
    """Beside a card that was declined in somebody's name stands who did that."""
    released = released_cards(application) if declined else {}
    for seat in declined:
        seat.released = released.get((seat.interview_id, seat.interviewer_id))
