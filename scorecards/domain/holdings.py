"""What a person holds in scorecards: cards that only they can write. Nothing of a card's content is told."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.domain.holdings import Holding
from accounts.models import User
from recruiting.models import Application
from scorecards.domain.owed import owed_cards
from scorecards.enums import CardState
from scorecards.models import Scorecard


def unfinished_cards(user: User, now: datetime) -> list[Holding]:
    """Drafts, and cards that are owed but not begun."""
    drafts = Scorecard.objects.filter(interviewer=user, state=CardState.DRAFT)
    drafted = drafts.select_related("application__candidate", "application__vacancy").order_by("pk")
    owed = [card for card in owed_cards(now=now, user=user) if not card.begun]
    return [
        *(_holding(_("Scorecards begun"), card.application, card.application.vacancy.title) for card in drafted),
        *(_holding(_("Scorecards owed"), card.application, card.interview.vacancy.title) for card in owed),
    ]


def _holding(kind: str, application: Application, vacancy: str) -> Holding:
    name = f"{application.candidate.full_name} · {vacancy}"
    return Holding(kind, name, reverse("scorecards:panel", args=[application.pk]))
