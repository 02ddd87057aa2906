"""The panel of an application as one person may see it: who is in, and either the ratings or what will open them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from recruiting.enums import ApplicationState, Reveal
from recruiting.models import Application, Stage
from scorecards.domain.amendments import whole_card
from scorecards.domain.owed import expected_cards, panel_seats
from scorecards.enums import CardState
from scorecards.models import Scorecard
from scorecards.models.blindness import places_that_lead


@dataclass(frozen=True)
class OwnCard:
    """A card the person still owes: for which candidate of which meeting, and whether it is begun."""

    interview: int
    application: int
    candidate: str
    begun: bool


@dataclass(frozen=True)
class StagePanel:
    """One stage: its seats, how many cards are in, the cards the person may read, and why others are closed.

    `lock` is empty, or "own" (own card first), "session" (cards on others of the same group session first),
    "declined", "debrief", "outside" (not a member of this stage's panel who has rated).
    """

    stage: Stage
    seats: list
    cards: list[Scorecard]
    lock: str
    owed: list[OwnCard]

    @property
    def submitted(self) -> int:
        return sum(seat.submitted or seat.rated for seat in self.seats)

    @property
    def expected(self) -> int:
        return sum(not seat.declined for seat in self.seats)

    @property
    def steps(self) -> list[bool]:
        return [step < self.submitted for step in range(self.expected)]


def panel_of(application: Application, *, user: User) -> list[StagePanel]:
    """Stages in which somebody was to rate, in order, in a fixed number of queries.

    Whoever does not run the vacancy sees only the stages in which they have a seat or a card.
    """
    seats = _seats(application)
    visible = list(_visible_cards(application, user))
    sealed = _sealed_places(application)
    stages = {seat.interview.stage for seat in seats} | {card.stage for card in visible}
    if not _sees_all_stages(application, user):
        own = {seat.interview.stage_id for seat in seats if seat.interviewer_id == user.pk}
        stages = {stage for stage in stages if stage.pk in own | {card.stage_id for card in visible}}
    owed = _owed(user, application)
    return [
        _stage_panel(stage, application, user, seats, visible, sealed, owed)
        for stage in sorted(stages, key=lambda s: s.order)
    ]


def _seats(application: Application) -> list:
    expected = expected_cards().filter(application_ref=application.pk)
    return list(expected.select_related("interviewer", "interview__stage").order_by("interviewer__name_sort", "pk"))


def _visible_cards(application: Application, user: User):
    return (
        Scorecard.objects.visible_to(user)
        .filter(application=application, state=CardState.SUBMITTED)
        .select_related("interviewer", "entered_by", "stage", "interview")
        .prefetch_related(*whole_card())
        .order_by("interviewer__name_sort", "pk")
    )


def _sealed_places(application: Application) -> list[tuple[int, int, str]]:
    """Stage, interviewer and state of every closed card: who is in is public, what they wrote is not."""
    closed = Scorecard.objects.filter(application=application, state__in=[CardState.SUBMITTED, CardState.DECLINED])
    return list(closed.values_list("stage", "interviewer", "state"))


def _sees_all_stages(application: Application, user: User) -> bool:
    return user.is_administrator or places_that_lead(user).filter(vacancy=application.vacancy_id).exists()


def _owed(user: User, application: Application) -> dict[int, list[OwnCard]]:
    """By stage, the person's unsealed cards on everyone in the meetings of this application.

    Also of whoever stayed away and kept the seat: ratings stay closed until the card is written or declined.
    """
    own = panel_seats().filter(interviewer=user)
    meetings = own.filter(application_ref=application.pk).values("interview")
    rows = (
        own.filter(interview__in=meetings, submitted=False, declined=False)
        .filter(Q(application_state=ApplicationState.ACTIVE) | Q(begun=True))
        .order_by("interview__starts_at", "application_ref")
        .values_list("interview__stage", "interview", "application_ref", "begun")
    )
    found = list(rows)
    names = _names({candidate for _stage, _interview, candidate, _begun in found})
    owed: dict[int, list[OwnCard]] = {}
    for stage, interview, candidate, begun in found:
        owed.setdefault(stage, []).append(OwnCard(interview, candidate, names[candidate], begun))
    return owed


def _names(applications: set[int]) -> dict[int, str]:
    return dict(Application.objects.filter(pk__in=applications).values_list("pk", "candidate__full_name"))


def _stage_panel(stage, application, user, seats: Sequence, visible, sealed, owed) -> StagePanel:
    here = [seat for seat in seats if seat.interview.stage_id == stage.pk]
    cards = [card for card in visible if card.stage_id == stage.pk]
    others = [state for place, who, state in sealed if place == stage.pk and who != user.pk]
    hidden = others.count(CardState.SUBMITTED) > sum(card.interviewer_id != user.pk for card in cards)
    mine = owed.get(stage.pk, [])
    declined = (stage.pk, user.pk, CardState.DECLINED) in sealed
    return StagePanel(stage, here, cards, _lock(stage, application, mine, hidden, declined), mine)


def _lock(stage, application: Application, owed: list[OwnCard], hidden: bool, declined: bool) -> str:
    if owed:
        return "own" if any(own.application == application.pk for own in owed) else "session"
    if not hidden:
        return ""
    if declined:
        return "declined"
    return "debrief" if stage.reveal == Reveal.AT_DEBRIEF else "outside"
