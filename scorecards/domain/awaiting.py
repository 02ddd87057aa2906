"""Candidates on whom everything that was asked for is in and a decision is the next thing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application, Stage, TeamMember
from scorecards.domain.owed import conflicts_of_interest, owed_cards
from scorecards.enums import CardState
from scorecards.models import Decision, Scorecard


@dataclass(frozen=True)
class Awaiting:
    """`since` is when the last card came in."""

    application: Application
    since: datetime


def awaiting_decision(*, now: datetime, user: User | None = None) -> list[Awaiting]:
    """Applications at or past the last stage that scorecards gate, all its cards in, no decision yet.

    With `user`: only of vacancies where the person is a hiring manager of the team, without declared conflicts.
    """
    ready = _ready(user)
    vacancies = {one.application.vacancy_id for one in ready}
    owing = {row.application.pk for row in owed_cards(now=now, vacancies=vacancies)}
    owing |= _with_open_notes(vacancies)
    return [one for one in ready if one.application.pk not in owing]


def _with_open_notes(vacancies: set[int]) -> set[int]:
    """Candidates with a card whose ratings are sealed and whose notes are not: it opens soon, the decision waits."""
    rated = Scorecard.objects.filter(state=CardState.DRAFT, ratings_sealed_at__isnull=False)
    return set(rated.filter(application__vacancy__in=vacancies).values_list("application", flat=True))


def _ready(user: User | None) -> list[Awaiting]:
    later_gate = Stage.objects.filter(
        vacancy=OuterRef("vacancy"), requires_scorecards=True, order__gt=OuterRef("stage__order")
    )
    applications = (
        Application.objects.active()
        .filter(~Exists(Decision.objects.filter(application=OuterRef("pk"))), vacancy__state=VacancyState.OPEN)
        .filter(~Exists(later_gate))
        .annotate(
            last_card=Max("scorecards__closed_at", filter=Q(scorecards__state=CardState.SUBMITTED)),
        )
        .filter(Exists(_gated_cards()))
        .select_related("candidate", "vacancy", "stage")
        .order_by("last_card", "pk")
    )
    if user is not None:
        places = TeamMember.objects.held_by(user).filter(function=TeamFunction.HIRING_MANAGER)
        managed = places.filter(vacancy=OuterRef("vacancy"))
        applications = applications.filter(Exists(managed)).exclude(
            pk__in=conflicts_of_interest(user).values("application")
        )
    return [Awaiting(one, one.last_card) for one in applications]


def _gated_cards():
    """Sealed cards in the last stage that scorecards gate."""
    later = Stage.objects.filter(
        vacancy=OuterRef("stage__vacancy"), requires_scorecards=True, order__gt=OuterRef("stage__order")
    )
    return Scorecard.objects.submitted().filter(
        ~Exists(later), application=OuterRef("pk"), stage__requires_scorecards=True
    )
