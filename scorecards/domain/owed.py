"""Which scorecards somebody owes. Nothing is stored: a card is owed because of a seat, and stops by itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from recruiting.enums import Answer, ApplicationState, Presence
from recruiting.models import Application, Attendance, Interview, KitExercise, Seat, Stage
from scorecards.enums import CardState, DeclineReason
from scorecards.models import Debrief, Recusal, Scorecard
from scorecards.models.blindness import OWING_STATES

# Whoever is noted as absent, candidate or interviewer, has nothing to rate.
MAY_HAVE_MET = [Presence.UNKNOWN, Presence.CAME]
# Whoever said beforehand that they cannot come owes nothing; they stay blind until the seat is taken from them.
MAY_COME = [Answer.NONE, Answer.ACCEPTED]


@dataclass(frozen=True)
class OwedCard:
    """One card that one person owes on one candidate of one meeting."""

    seat: Seat
    interview: Interview
    application: Application
    interviewer: User
    begun: bool  # a draft exists


def owed_cards(*, now: datetime, user: User | None = None, vacancies=None, meetings=None) -> list[OwedCard]:
    """Cards owed at `now`, oldest meeting first, in two queries; narrowed to one person, some vacancies or meetings.

    A card is owed once the meeting is over, until it is submitted or declined, or its ratings are sealed: the rest then
    comes by itself. A cancelled meeting, a removed seat, a no-show on either side and a closed application whose card
    was never begun owe nothing.
    """
    seats = owed_seats(now=now)
    if user is not None:
        seats = seats.filter(interviewer=user)
    if vacancies is not None:
        seats = seats.filter(interview__vacancy__in=vacancies)
    if meetings is not None:
        seats = seats.filter(interview__in=meetings)
    seats = seats.select_related("interviewer", "interview__stage", "interview__vacancy")
    return _with_applications(list(seats.order_by("interview__ends_at", "pk", "application_ref")))


def owed_seats(*, now: datetime) -> QuerySet[Any, Any]:
    """The rows of `expected_cards` on which a card is owed at `now`."""
    return expected_cards().filter(
        Q(application_state=ApplicationState.ACTIVE) | Q(begun=True),
        submitted=False,
        declined=False,
        rated=False,
        interview__ends_at__lte=now,
    )


def expected_cards() -> QuerySet[Any, Any]:
    """Seats, a row for each seat and candidate of its meeting that call for a card, written or not, whatever the time.

    Annotated: `application_ref`, the id of the candidate's application, with its `application_state` and present
    `application_stage`; and whether the person's own card on it is `begun` (a draft), `rated` (a draft whose ratings
    are sealed), `submitted` or `declined`. A stage calls for a card that plans competencies or exercises.
    """
    return rating_seats().filter(answer__in=MAY_COME)


def rating_seats() -> QuerySet[Any, Any]:
    """The same with the seats of those who said beforehand that they cannot come."""
    return panel_seats().filter(presence__in=MAY_HAVE_MET)


def panel_seats() -> QuerySet[Any, Any]:
    """The same with the seats of those who are noted as absent too: whoever keeps a seat may still write its card."""
    return (
        Seat.objects.filter(
            removed_at=None,
            interview__state__in=OWING_STATES,
            interview__attendances__presence__in=MAY_HAVE_MET,
        )
        .filter(
            Exists(Stage.covers.through.objects.filter(stage=OuterRef("interview__stage")))
            | Exists(KitExercise.objects.filter(stage=OuterRef("interview__stage")))
        )
        .annotate(
            application_ref=F("interview__attendances__application"),
            application_state=F("interview__attendances__application__state"),
            application_stage=F("interview__attendances__application__stage"),
        )
        .annotate(
            begun=_own_card(CardState.DRAFT),
            rated=_own_card(CardState.DRAFT, ratings_sealed_at__isnull=False),
            submitted=_own_card(CardState.SUBMITTED),
            declined=_own_card(CardState.DECLINED),
        )
    )


def still_owes(user: User, application: Application) -> bool:
    """Whether a card of the person on this candidate is still to come, also from a meeting that is only planned.

    In a group session it is as long as a card on anybody of the session is, like the ratings themselves.
    """
    return cards_to_come(user).filter(application_ref=application.pk).exists()


def only_declined(user: User, application: Application) -> bool:
    """Whether the person was asked for cards on this candidate, declined some and owes none of the others.

    Who stepped off a panel has no seat any more; the declined card tells, unless they rated in that stage after all.
    """
    own = panel_seats().filter(interviewer=user, application_ref=application.pk)
    open_ones = own.filter(Exists(_open_in_session()))
    cards = Scorecard.objects.filter(interviewer=user, application=application)
    rated = Q(stage__in=cards.submitted().values("stage"))
    declined = cards.filter(~rated | Q(interview__in=own.values("interview")), state=CardState.DECLINED)
    return declined.exists() and not open_ones.exists()


def has_stepped_back(user: User, application: Application) -> bool:
    """Whether the person declined to rate this candidate, or stepped off a panel, and the debrief is still to come."""
    return _stepped_back(user).filter(application=application).exists()


@dataclass(frozen=True)
class StandingTowards:
    """What keeps a person from colleagues' ratings of one candidate."""

    stepped_back: bool  # as `has_stepped_back` says
    owes: bool  # as `still_owes` says
    has_draft: bool


def standing_towards(user: User, application: Application) -> StandingTowards:
    """All of it in one query."""
    of_this = {"application": application.pk}
    drafts = Scorecard.objects.filter(interviewer=user, state=CardState.DRAFT, **of_this)
    found = Application.objects.filter(pk=application.pk).values_list(
        Exists(_stepped_back(user).filter(**of_this)),
        Exists(cards_to_come(user).filter(application_ref=application.pk)),
        Exists(drafts),
    )
    return StandingTowards(*found.get())


def kept_from(user: User, applications: Collection[int]) -> set[int]:
    """Of these ids, the applications on which the person owes a card or declined one before the debrief is closed."""
    kept = Q(pk__in=applications_still_owed(user)) | Q(pk__in=declined_ones(user).values("application"))
    return set(Application.objects.filter(kept, pk__in=applications).values_list("pk", flat=True))


def applications_stepped_back(user: User) -> QuerySet[Any, Any]:
    """Ids of the applications on which `has_stepped_back` is true, as a queryset to filter by."""
    return _stepped_back(user).values("application")


def _stepped_back(user: User) -> QuerySet[Any, Any]:
    """Of candidates in work: once one is closed, the team's words no longer lead to anything."""
    return declined_ones(user).filter(application__state=ApplicationState.ACTIVE)


def declined_ones(person: User | OuterRef) -> QuerySet[Any, Any]:
    """Declined cards of the person before the debrief is closed, unless the person rated in that stage after all."""
    same = {name: OuterRef(name) for name in ("interviewer", "application", "stage")}
    over = Debrief.objects.filter(application=OuterRef("application"), closed_at__isnull=False)
    declined = Scorecard.objects.filter(interviewer=person, state=CardState.DECLINED)
    return declined.exclude(Exists(Scorecard.objects.submitted().filter(**same))).exclude(Exists(over))


def conflicts_of_interest(person: User | OuterRef) -> QuerySet[Any, Any]:
    """Cards that the person declined for a conflict of interest with the candidate, who then decides nothing on them.

    Of a group session that somebody left as a whole nobody knows whom the conflict concerned, so its cards are no part.
    """
    declared = Scorecard.objects.filter(
        interviewer=person, state=CardState.DECLINED, decline_reason=DeclineReason.CONFLICT
    )
    left = Recusal.objects.filter(interview=OuterRef("interview"), interviewer=OuterRef("interviewer"), withdrawal=None)
    others = Attendance.objects.filter(interview=OuterRef("interview")).exclude(application=OuterRef("application"))
    return declared.exclude(Exists(left), Exists(others))


def applications_still_owed(user: User) -> QuerySet[Any, Any]:
    """Ids of the applications on which `still_owes` is true, as a queryset to filter by."""
    return cards_to_come(user).values("application_ref")


def cards_to_come(person: User | OuterRef) -> QuerySet[Any, Any]:
    """Cards to come of the person, as rows of `panel_seats`; with everybody of a group session until all are in.

    Neither declining a card nor staying away nor saying that one cannot come reveals anything, so none of them ends
    this; only a sealed card does, or the loss of the seat.
    """
    own = panel_seats().filter(interviewer=person)
    to_come = Q(application_state=ApplicationState.ACTIVE) | Q(begun=True)
    return own.filter(Q(to_come, submitted=False) | Exists(_open_in_session()))


def _open_in_session() -> QuerySet[Any, Any]:
    """Candidates of the outer seat's meeting whose card its holder has neither sealed nor declined."""
    own = Scorecard.objects.filter(
        interviewer=OuterRef(OuterRef("interviewer")),
        application=OuterRef("application"),
        interview=OuterRef("interview"),
    )
    return (
        Attendance.objects.filter(interview=OuterRef("interview"), presence__in=MAY_HAVE_MET)
        .filter(~Exists(own.filter(state__in=[CardState.SUBMITTED, CardState.DECLINED])))
        .filter(Q(application__state=ApplicationState.ACTIVE) | Exists(own.filter(state=CardState.DRAFT)))
    )


def _own_card(state: CardState, **more) -> Exists:
    return Exists(
        Scorecard.objects.filter(
            interviewer=OuterRef("interviewer"),
            application=OuterRef("application_ref"),
            interview=OuterRef("interview"),
            state=state,
            **more,
        )
    )


def _with_applications(seats: list) -> list[OwedCard]:
    wanted = {seat.application_ref for seat in seats}
    applications = Application.objects.select_related("candidate", "stage").in_bulk(wanted)
    return [
        OwedCard(seat, seat.interview, applications[seat.application_ref], seat.interviewer, seat.begun)
        for seat in seats
    ]
