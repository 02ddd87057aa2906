"""Critical errors that one reader may see: shown before any figure, because no level makes them good."""

from collections.abc import Iterable
from dataclasses import dataclass

from recruiting.models import Application
from scorecards.domain.comparing import Comparison
from scorecards.models import CriticalError, Scorecard


@dataclass(frozen=True)
class Noted:
    """One critical error: who saw it in whom. It proposes nothing by itself; a person decides what follows."""

    application: Application
    card: Scorecard
    error: CriticalError


def critical_errors(cards: Iterable[Scorecard], applications: Iterable[Application]) -> list[Noted]:
    """Of these cards, which the caller took from `visible_to` with their `critical_errors`, by candidate."""
    listed = list(cards)
    return [
        Noted(application, card, error)
        for application in applications
        for card in listed
        if card.application_id == application.pk
        for error in card.critical_errors.all()
    ]


def critical_of(comparison: Comparison) -> list[Noted]:
    """Of everybody in the comparison, in its order; also of whoever has a card without a rating."""
    return critical_errors(
        comparison.cards, [*(column.application for column in comparison.columns), *comparison.unrated]
    )
