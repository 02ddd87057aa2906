"""Reading colleagues' ratings, in one place, so that no reading goes unnoticed."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.enums import AccessAction
from accounts.models import AccessEvent, User
from scorecards.models import RatingsSeen, Scorecard


@transaction.atomic(savepoint=False)
def read_cards(*, by: User, cards: Iterable[Scorecard], now: datetime) -> list[Scorecard]:
    """The cards, which the caller took from `visible_to(by)`, after noting that `by` read them; two queries.

    The access log gets one row for each application; `RatingsSeen` remembers the stages, so that a card which the
    person writes there later is marked as not independent. One's own cards leave no trace.
    """
    cards = list(cards)
    foreign = [card for card in cards if card.interviewer_id != by.pk]
    if foreign:
        _log(by, foreign, now)
        _remember(by, foreign, now)
    return cards


def _log(by: User, cards: list[Scorecard], now: datetime) -> None:
    AccessEvent.objects.bulk_create(
        AccessEvent(
            user=by,
            action=AccessAction.READ_RATINGS,
            subject_kind="application",
            subject_id=str(application),
            detail={"cards": count},
            at=now,
        )
        for application, count in sorted(Counter(card.application_id for card in cards).items())
    )


def _remember(by: User, cards: list[Scorecard], now: datetime) -> None:
    places = sorted({(card.application_id, card.stage_id) for card in cards})
    RatingsSeen.objects.bulk_create(
        [
            RatingsSeen(user=by, application_id=application, stage_id=stage, first_at=now)
            for application, stage in places
        ],
        ignore_conflicts=True,
    )
