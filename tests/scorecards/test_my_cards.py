"""My scorecards: owed, begun, submitted lately, and a pace that gives no colleague away."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from scorecards.domain.my_cards import my_cards, pace_of
from scorecards.enums import CardState
from scorecards.models import Scorecard
from tests.factories import make_application, make_card, make_interview, make_seat, make_user, make_vacancy
from tests.scorecards.places import make_place, text_of

pytestmark = pytest.mark.django_db
turns = count(1)  # nobody is in two interviews at once


def rated(person, application, *, hours: float, days_ago: int = 3) -> Scorecard:
    """A card sealed `hours` after the end of its interview."""
    ended = timezone.now() - timedelta(days=days_ago, hours=next(turns))
    interview = make_interview(application, person, starts_at=ended - timedelta(minutes=45))
    return make_card(interview, person, at=interview.ends_at + timedelta(hours=hours))


def many(person, vacancy, *hours: float) -> None:
    for one in hours:
        rated(person, make_application(vacancy), hours=one)


def test_owed_drafts_and_submitted_are_told_apart():
    place = make_place()
    begun = make_place(starts_at=timezone.now() - timedelta(hours=6))
    make_seat(begun.interview, place.person)
    draft = make_card(begun.interview, place.person, submitted=False)
    done = rated(place.person, make_application(), hours=1)
    old = rated(place.person, make_application(), hours=1, days_ago=70)
    cards = my_cards(user=place.person, now=timezone.now())
    assert {one.application for one in cards.owed} == {place.application, begun.application}
    assert cards.drafts == [draft]
    assert list(cards.submitted) == [done]
    assert old not in cards.submitted


def test_nobody_elses_cards_are_listed():
    person, other = make_user(Role.INTERVIEWER), make_user(Role.INTERVIEWER)
    rated(other, make_application(), hours=1)
    assert list(my_cards(user=person, now=timezone.now()).submitted) == []


def test_my_median_needs_three_cards():
    person, vacancy = make_user(Role.INTERVIEWER), make_vacancy()
    many(person, vacancy, 1, 5)
    assert pace_of(person, timezone.now()).mine is None
    many(person, vacancy, 2)
    assert pace_of(person, timezone.now()).mine == timedelta(hours=2)


def test_the_teams_median_needs_enough_cards_and_people_and_leaves_me_out():
    person, vacancy = make_user(Role.INTERVIEWER), make_vacancy()
    many(person, vacancy, 100)
    colleagues = [make_user(Role.INTERVIEWER) for _ in range(4)]
    for colleague in colleagues[:3]:
        many(colleague, vacancy, 1, 2, 3, 4)
    assert pace_of(person, timezone.now()).team is None
    many(colleagues[3], vacancy, 2.5)
    assert pace_of(person, timezone.now()).team == timedelta(hours=2.5)


def test_other_teams_do_not_count():
    person = make_user(Role.INTERVIEWER)
    vacancy = make_vacancy()
    for _ in range(5):
        many(make_user(Role.INTERVIEWER), vacancy, 1, 2)
    assert pace_of(person, timezone.now()).team is None


def test_ratings_sealed_first_count_from_then():
    person, vacancy = make_user(Role.INTERVIEWER), make_vacancy()
    many(person, vacancy, 20, 20)
    ended = timezone.now() - timedelta(days=2, minutes=30)
    interview = make_interview(make_application(vacancy), person, starts_at=ended - timedelta(minutes=45))
    sealed = {"ratings_sealed_at": interview.ends_at, "notes_until": ended, "ratings_digest": "0" * 64}
    card = make_card(interview, person, submitted=False)
    closed = {"state": CardState.SUBMITTED, "closed_at": interview.ends_at + timedelta(hours=40), "digest": "0" * 64}
    Scorecard.objects.filter(pk=card.pk).update(**closed, **sealed)
    many(person, vacancy, 2, 2)
    assert pace_of(person, timezone.now()).mine == timedelta(hours=2)


def test_the_page_finds_a_candidate_among_the_submitted(client):
    person = make_user(Role.INTERVIEWER)
    first, second = (rated(person, make_application(), hours=1) for _ in range(2))
    client.force_login(person)
    found = text_of(client.get(reverse("scorecards:mine"), {"q": first.application.candidate.full_name}))
    assert first.application.candidate.full_name in found
    assert second.application.vacancy.title not in found


def test_an_empty_page_says_what_comes(client):
    client.force_login(make_user(Role.INTERVIEWER))
    assert "They appear here when an interview with you is over." in text_of(client.get(reverse("scorecards:mine")))


@pytest.mark.parametrize("cards", [2, 12])
def test_queries_do_not_grow_with_the_cards(client, django_assert_max_num_queries, cards):
    person, vacancy = make_user(Role.INTERVIEWER), make_vacancy()
    many(person, vacancy, *range(1, cards + 1))
    client.force_login(person)
    client.get(reverse("scorecards:mine"))
    with django_assert_max_num_queries(10):
        client.get(reverse("scorecards:mine"))
