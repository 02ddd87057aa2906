"""Reading colleagues' ratings leaves its trace, one's own do not."""

import pytest
from django.utils import timezone

from accounts.enums import AccessAction, Role
from accounts.models import AccessEvent
from scorecards.domain.reading import read_cards
from scorecards.models import RatingsSeen
from tests.factories import make_card, make_seat, make_user
from tests.scorecards.places import make_place

pytestmark = pytest.mark.django_db


def cards_of_two_applications() -> list:
    places = [make_place(), make_place()]
    second = make_seat(places[0].interview, make_user(Role.HR)).interviewer
    return [
        make_card(places[0].interview, places[0].person),
        make_card(places[0].interview, second),
        make_card(places[1].interview, places[1].person),
    ]


def test_each_application_read_is_logged_with_the_number_of_cards():
    cards, reader, now = cards_of_two_applications(), make_user(Role.ADMIN), timezone.now()
    assert read_cards(by=reader, cards=cards, now=now) == cards
    events = AccessEvent.objects.order_by("pk").values_list("user", "action", "subject_id", "detail", "at")
    assert list(events) == [
        (reader.pk, AccessAction.READ_RATINGS, str(cards[0].application_id), {"cards": 2}, now),
        (reader.pk, AccessAction.READ_RATINGS, str(cards[2].application_id), {"cards": 1}, now),
    ]


def test_the_first_reading_of_a_stage_is_remembered():
    cards, reader = cards_of_two_applications(), make_user(Role.ADMIN)
    first = timezone.now()
    read_cards(by=reader, cards=cards, now=first)
    read_cards(by=reader, cards=cards, now=timezone.now())
    seen = RatingsSeen.objects.order_by("application").values_list("application", "stage", "first_at")
    assert list(seen) == [(card.application_id, card.stage_id, first) for card in (cards[0], cards[2])]


def test_own_card_leaves_no_trace():
    card = cards_of_two_applications()[0]
    read_cards(by=card.interviewer, cards=[card], now=timezone.now())
    assert (AccessEvent.objects.count(), RatingsSeen.objects.count()) == (0, 0)


def test_reading_many_takes_as_many_queries_as_reading_one(django_assert_num_queries):
    cards, reader = cards_of_two_applications(), make_user(Role.ADMIN)
    with django_assert_num_queries(2):
        read_cards(by=reader, cards=cards, now=timezone.now())
