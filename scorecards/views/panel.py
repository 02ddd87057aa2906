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


@require_GET
def panel(request, pk: int):
    visible = Application.objects.visible_to(request.user).select_related("candidate", "vacancy", "stage")
    application = get_object_or_404(visible, pk=pk)
    stages = panel_of(application, user=request.user)
    shown = [card for one in stages for card in one.cards]
    read_cards(by=request.user, cards=shown, now=timezone.now())
    trail = [
        (_("My day"), reverse("desk:my_day")),
        (application.candidate.full_name, reverse("recruiting:application", args=[application.pk])),
        (_("Ratings of the panel"), ""),
    ]
    return render(
        request,
        "scorecards/panel.html",
        {"application": application, "stages": stages, "trail": trail, "may_type": _may_type(request, application)},
    )


def _may_type(request, application: Application) -> bool:
    """Whether to offer typing a colleague's card from paper; the page itself says why not."""
    runs = request.user.has_perm("recruiting.run_vacancy", application.vacancy)
    return runs and not still_owes(request.user, application)
