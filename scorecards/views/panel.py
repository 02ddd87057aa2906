"""Ratings of the panel, or a calm page that says what will open them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from recruiting.domain.discretion import still_blind
from recruiting.models import Application
from scorecards.domain.panel import panel_of
from scorecards.domain.reading import read_cards
from scorecards.domain.releasing import declined_reasons, released_cards


@require_GET
def panel(request, pk: int):
    visible = Application.objects.visible_to(request.user).select_related("candidate", "vacancy", "stage")
    application = get_object_or_404(visible, pk=pk)
    stages = panel_of(application, user=request.user)
    shown = [card for one in stages for card in one.cards]
    read_cards(by=request.user, cards=shown, now=timezone.now())
    runs = request.user.has_perm("recruiting.run_vacancy", application.vacancy)
    blind = still_blind(request.user, application)
    _say_why(application, [seat for one in stages for seat in one.seats if seat.declined], reasons=runs and not blind)
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
            "may_type": runs and not blind,
            "may_release": runs or request.user.is_administrator,
        },
    )


def _say_why(application: Application, declined: list, *, reasons: bool) -> None:
    """Who declined a card in somebody's name stands beside it; the reasons of the others are for the recruiter."""
    released = released_cards(application) if declined else {}
    given = declined_reasons(application) if declined and reasons else {}
    for seat in declined:
        seat.released = released.get((seat.interview_id, seat.interviewer_id))
        seat.reason = given.get((seat.interview_id, seat.interviewer_id))
