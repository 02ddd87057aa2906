"""One text saved the short way, and everything that the short way leaves to the long one."""

import pytest
from django.utils import timezone

from recruiting.enums import InterviewState, Presence
from recruiting.models import Attendance, Interview, Seat
from scorecards.domain.answers import LONGEST_MEASURE, LONGEST_TEXT
from scorecards.domain.jotting import Jot, Whole, jot_of
from scorecards.domain.submission import submit_card
from tests.factories import make_user
from tests.scorecards.places import Place, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client) -> Place:
    place = make_place()
    place.save(place.answers(3, 3, text="Said so."), writer="phone")
    client.force_login(place.person)
    return place


def post(client, place: Place, version: int = 1, **texts):
    data = {name.replace("_", "-"): text for name, text in texts.items()}
    return client.post(place.address("card_jot"), {"version": version, "writer": "desk", **data})


def first(place: Place) -> str:
    return place.card.ratings.order_by("item__order").first().evidence


def test_a_text_is_saved_and_the_version_told(client, place):
    answer = post(client, place, **{f"evidence-{place.items[0].pk}": "Rang back.\r\nTwice."})
    assert answer.status_code == 200
    assert answer.json()["version"] == 2
    assert (first(place), place.card.version) == ("Rang back.\nTwice.", 2)


def test_other_texts_and_levels_stay(client, place):
    post(client, place, summary="Calm.")
    card = place.card
    assert card.summary == "Calm."
    assert [(one.level, one.evidence) for one in card.ratings.all()] == [(3, "Said so."), (3, "Said so.")]


def test_the_long_way_goes_on_from_the_new_version(client, place):
    post(client, place, summary="Calm.")
    assert place.save(place.answers(4, 4), seen=2).version == 3


@pytest.mark.parametrize("version", [0, 2, 7, "", "x", "-1"])
def test_any_other_version_asks_for_the_whole_card(client, place, version):
    assert post(client, place, version, summary="Calm.").status_code == 409
    assert (place.card.summary, place.card.version) == ("", 1)


def asks_for_the_whole(client, place: Place) -> bool:
    before = first(place)
    answer = post(client, place, **{f"evidence-{place.items[0].pk}": "Too late"})
    return (answer.status_code, first(place)) == (409, before)


def test_a_sealed_card_asks_for_the_whole(client, place):
    submit_card(card=place.card, seen_version=1, by=place.person, now=timezone.now())
    answer = post(client, place, summary="Too late")
    assert (answer.status_code, place.card.summary) == (409, "")


def test_a_removed_seat_asks_for_the_whole(client, place):
    Seat.objects.update(removed_at=timezone.now())
    assert asks_for_the_whole(client, place)


@pytest.mark.parametrize("state", [InterviewState.CANCELLED, InterviewState.TECHNICAL_FAILURE])
def test_a_meeting_that_did_not_happen_asks_for_the_whole(client, place, state):
    Interview.objects.update(state=state)
    assert asks_for_the_whole(client, place)


def test_an_absent_candidate_asks_for_the_whole(client, place):
    Attendance.objects.update(presence=Presence.NO_SHOW)
    assert asks_for_the_whole(client, place)


def test_a_competency_that_is_not_on_the_card_changes_nothing(client, place):
    assert post(client, place, evidence_999999="Foreign").status_code == 409
    assert place.card.version == 1


def test_another_person_writes_nothing_here(client, place):
    client.force_login(make_user("interviewer"))
    assert post(client, place, summary="Mine now").status_code == 409
    assert (place.card.summary, place.card.version) == ("", 1)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"level-1": "6"},
        {"level-1": ""},
        {"recommendation": "perhaps"},
        {"recommendation": ""},
        {"result_measured-1": "yes"},
        {"evidence-1": "a", "mark-3": "b"},
        {"summary": "a", "critical-": "on"},
        {"claim-x": "false"},
        {"baseline-1": "x" * (LONGEST_MEASURE + 1)},
        {"summary": "a\x00"},
        {"evidence-x": "a"},
        {"evidence-": "a"},
        {"evidence": "a"},
        {"salt": "a"},
        {"summary": "x" * (LONGEST_TEXT + 1)},
    ],
)
def test_what_is_not_for_the_short_way(sent):
    with pytest.raises(Whole):
        jot_of(sent)


def test_what_is_for_the_short_way():
    texts = {"evidence": "a", "task": "b\nc"}
    assert jot_of({"evidence-7": "a", "task-7": "b\r\nc"}) == Jot({7: {"item": 7, **texts, "blank": False}}, {})
    assert jot_of({"summary": "x" * LONGEST_TEXT, "recommendation": "yes"}).card["recommendation"] == "yes"


def test_levels_are_numbers_and_not_observed_is_no_number():
    sent = jot_of({"level-7": "4", "level-8": "none", "result_measured-8": ""}).rows
    assert (sent[7]["level"], sent[7]["not_observed"], sent[7]["blank"]) == (4, False, False)
    assert (sent[8]["level"], sent[8]["not_observed"], sent[8]["result_measured"]) == (None, True, False)
