"""Who may see whose ratings. This is the only place where blindness is written."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from recruiting.enums import ApplicationState, InterviewState, Presence, Reveal, TeamFunction
from recruiting.models import Attendance, Seat, TeamMember
from scorecards.enums import CardState

# An interview in one of these states makes its seats owe a card.
OWING_STATES = [InterviewState.PLANNED, InterviewState.HELD]


def visible_cards(cards: models.QuerySet, user: User) -> models.QuerySet:
    """Own cards always; a colleague's card once it is sealed, opened by its stage, and the person owes nothing there."""
    opened = Q(state=CardState.SUBMITTED, stage__reveal=Reveal.AFTER_OWN)
    entitled = Exists(_own_cards(cards, user, [CardState.SUBMITTED]))
    if user.is_administrator:
        entitled = Q()
    else:
        entitled = Q(entitled) | Q(Exists(_memberships(user)))
    owes = Exists(_owing_seats(cards, user)) | Exists(_own_cards(cards, user, [CardState.DRAFT, CardState.DECLINED]))
    return cards.filter(Q(interviewer=user) | (opened & entitled & ~Q(owes)))


def _memberships(user: User) -> models.QuerySet:
    return TeamMember.objects.filter(
        vacancy=OuterRef("application__vacancy"),
        user=user,
        function__in=[TeamFunction.RECRUITER, TeamFunction.HIRING_MANAGER],
    )


def _own_cards(cards: models.QuerySet, user: User, states: list[CardState]) -> models.QuerySet:
    """The person's cards in `states` on the application and stage of the outer card."""
    return cards.model._base_manager.filter(
        interviewer=user, application=OuterRef("application"), stage=OuterRef("stage"), state__in=states
    )


def _owing_seats(cards: models.QuerySet, user: User) -> models.QuerySet:
    """The person's seats at meetings of the outer card's candidate and stage in which a card is still owed.

    In a group session every candidate's card counts: a sealed card on one must not open colleagues' ratings of
    that one while the person still rates the others of the same session.
    """
    model = cards.model
    sealed = model._base_manager.filter(
        interviewer=user,
        application=OuterRef("application"),
        interview=OuterRef("interview"),
        state=CardState.SUBMITTED,
    )
    draft = model._base_manager.filter(
        interviewer=user, application=OuterRef("application"), interview=OuterRef("interview"), state=CardState.DRAFT
    )
    unsealed = (
        Attendance.objects.filter(interview=OuterRef("interview"))
        .exclude(presence=Presence.NO_SHOW)
        .filter(~Exists(sealed))
        .filter(Q(application__state=ApplicationState.ACTIVE) | Exists(draft))
    )
    return (
        Seat.objects.filter(
            interviewer=user,
            removed_at=None,
            interview__stage=OuterRef("stage"),
            interview__state__in=OWING_STATES,
            interview__attendances__application=OuterRef("application"),
        )
        .filter(Exists(unsealed))
    )
