"""Who may see whose ratings. This is the only place where blindness is written."""

from typing import TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from recruiting.enums import ApplicationState, InterviewState, Presence, Reveal
from recruiting.models import Attendance, Seat, TeamMember
from scorecards.enums import CardState
from scorecards.models.debrief import Debrief

# An interview in one of these states makes its seats owe a card.
OWING_STATES = [InterviewState.PLANNED, InterviewState.HELD]

Cards = TypeVar("Cards", bound=models.QuerySet)


def visible_cards(cards: Cards, user: User) -> Cards:
    """Own cards always; a colleague's once it is sealed, opened by its stage, and the person owes nothing there.

    A stage that reveals at the debrief opens when that is opened; who declined sees colleagues' cards once it is
    closed. Neither ends what a person owes.
    """
    opened = Q(state=CardState.SUBMITTED) & (Q(stage__reveal=Reveal.AFTER_OWN) | Q(Exists(_debriefs())))
    rated = Q(Exists(_own_cards(cards, user, CardState.SUBMITTED)))
    stepped_back = Q(Exists(_own_cards(cards, user, CardState.DECLINED)))
    over = Q(Exists(_debriefs(closed=True)))
    leads = Q(Exists(places_that_lead(user).filter(vacancy=OuterRef("application__vacancy"))))
    entitled = Q() if user.is_administrator else rated | leads | (stepped_back & over)
    declined = stepped_back & ~rated & ~over
    owes = Q(Exists(_owing_seats(cards, user))) | Q(Exists(_lone_drafts(cards, user)))
    return cards.filter(Q(interviewer=user) | (opened & entitled & ~declined & ~owes))


def _debriefs(*, closed: bool = False) -> models.QuerySet:
    """The debrief on the outer card's candidate, once it is opened or closed."""
    debriefs = Debrief.objects.filter(application=OuterRef("application"))
    return debriefs.filter(closed_at__isnull=False) if closed else debriefs


def places_that_lead(user: User) -> models.QuerySet[TeamMember]:
    """Places in teams that open ratings: a recruiter's or hiring manager's, held by whoever has the role for it."""
    return TeamMember.objects.held_by(user).leading()


def _own_cards(cards: models.QuerySet, user: User, state: CardState) -> models.QuerySet:
    """The person's cards in `state` on the application and stage of the outer card."""
    return cards.model._base_manager.filter(
        interviewer=user, application=OuterRef("application"), stage=OuterRef("stage"), state=state
    )


def _lone_drafts(cards: models.QuerySet, user: User) -> models.QuerySet:
    """Drafts without a meeting, which no seat stands for. A draft of a cancelled meeting can never be sealed, so it
    owes nothing; what its writer then reads is remembered, and a later card of theirs is not independent."""
    return _own_cards(cards, user, CardState.DRAFT).filter(interview=None)


def _owing_seats(cards: models.QuerySet, user: User) -> models.QuerySet:
    """The person's seats at meetings of the outer card's candidate and stage in which a card is still owed.

    In a group session every candidate's card counts: a sealed card on one must not open colleagues' ratings of
    that one while the person still rates the others of the same session. A meeting yet to come counts too.
    """
    return Seat.objects.filter(
        interviewer=user,
        removed_at=None,
        interview__stage=OuterRef("stage"),
        interview__state__in=OWING_STATES,
        interview__attendances__application=OuterRef("application"),
    ).filter(Exists(_unsealed(cards, user)))


def _unsealed(cards: models.QuerySet, user: User) -> models.QuerySet:
    """Candidates of the outer seat's meeting on whom the person has neither sealed nor declined a card."""
    own = cards.model._base_manager.filter(
        interviewer=user, application=OuterRef("application"), interview=OuterRef("interview")
    )
    return (
        Attendance.objects.filter(interview=OuterRef("interview"))
        .exclude(presence=Presence.NO_SHOW)
        .filter(~Exists(own.filter(state__in=[CardState.SUBMITTED, CardState.DECLINED])))
        .filter(Q(application__state=ApplicationState.ACTIVE) | Exists(own.filter(state=CardState.DRAFT)))
    )
