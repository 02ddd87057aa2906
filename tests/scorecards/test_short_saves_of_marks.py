"""Marks on the kit's questions that save themselves: any number in one query, as the long way would keep them."""

import pytest
from django.utils import timezone

from recruiting.enums import InterviewState, Presence
from recruiting.models import Attendance, Interview, Seat
from scorecards.domain.marking import LONGEST, Mark, questions_asked
from scorecards.domain.submission import seal_ratings, submit_card
from scorecards.models import Scorecard
from tests.factories import make_user
from tests.scorecards.places import Place, close, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client) -> Place:
    place = make_place()
    client.force_login(place.person)
    return place


def keys(place: Place) -> list[int]:
    """Of the kit's questions; looked up once."""
    if not hasattr(place, "questions"):
        place.questions = [row.pk for row in place.interview.stage.kit.order_by("order")]
    return place.questions


def jot(client, place: Place, *marks: tuple[str, str, int], writer: str = "desk", **more):
    """(mark, words, revision seen) of the questions in their order."""
    data = {}
    for key, (mark, words, seen) in zip(keys(place), marks, strict=False):
        data |= {f"asked-{key}": mark, f"instead-{key}": words, f"seen-{key}": seen}
    return client.post(place.address("marks_jot"), {"writer": writer, "back": "card", **data, **more})


def test_every_mark_goes_in_three_queries_and_begins_the_card(client, place, django_assert_num_queries):
    first, second = keys(place)
    with django_assert_num_queries(3):
        told = jot(client, place, ("asked", "", 0), ("replaced", "Why?\r\nWhen?", 0)).json()
    assert told["bases"] == {f"seen-{first}": 1, f"seen-{second}": 1}
    assert "Marks saved at" in told["html"]
    assert questions_asked(place.card) == {first: Mark("asked", "", 1), second: Mark("replaced", "Why?\nWhen?", 1)}
    assert (place.card.version, len(place.card.salt)) == (0, 32)


def test_the_first_mark_begins_the_card_as_the_long_way_does(client, place):
    other = make_place()
    jot(client, place, ("asked", "", 0))
    client.force_login(other.person)
    key = keys(other)[0]
    client.post(other.address("marks_save"), {f"asked-{key}": "asked", f"instead-{key}": "", f"seen-{key}": 0})
    own = {"id", "application_id", "stage_id", "interviewer_id", "interview_id", "created_at", "saved_at", "salt"}
    columns = [field.attname for field in Scorecard._meta.concrete_fields if field.attname not in own]
    assert [getattr(place.card, name) for name in columns] == [getattr(other.card, name) for name in columns]


def test_only_what_changed_gets_a_new_revision(client, place):
    jot(client, place, ("asked", "", 0), ("asked", "", 0))
    told = jot(client, place, ("asked", "", 1), ("skipped", "", 1)).json()["bases"]
    assert list(told.values()) == [1, 2]


def test_a_mark_made_elsewhere_meanwhile_asks_for_the_whole_and_a_missed_answer_does_not(client, place):
    jot(client, place, ("asked", "", 0))
    assert jot(client, place, ("skipped", "", 0), writer="phone").status_code == 409
    assert jot(client, place, ("skipped", "", 0), writer="").status_code == 409
    assert jot(client, place, ("asked", "", 0), writer="phone").status_code == 200
    assert jot(client, place, ("skipped", "", 0)).status_code == 200
    assert questions_asked(place.card)[keys(place)[0]].mark == "skipped"


def refused(client, place: Place, *marks, **more) -> bool:
    return jot(client, place, *(marks or [("asked", "", 0)]), **more).status_code == 409 and not place.card_exists


def test_values_off_the_list_ask_for_the_whole(client, place):
    assert refused(client, place, ("perhaps", "", 0))
    assert refused(client, place, ("replaced", "x" * (LONGEST + 1), 0))
    assert refused(client, place, ("replaced", "a\x00", 0))
    assert refused(client, place, **{f"keep-asked-{keys(place)[0]}": "mine"})
    assert refused(client, place, **{"instead-x": ""})
    assert refused(client, place, **{f"instead-{keys(make_place())[0]}": "Foreign."})
    assert client.post(place.address("marks_jot"), {}).status_code == 409


@pytest.mark.parametrize("state", [InterviewState.CANCELLED, InterviewState.TECHNICAL_FAILURE])
def test_nothing_is_marked_on_a_meeting_that_did_not_happen(client, place, state):
    Interview.objects.update(state=state)
    assert refused(client, place)


def test_nothing_is_marked_without_a_seat(client, place):
    Seat.objects.update(removed_at=timezone.now())
    assert refused(client, place)


def test_nothing_is_marked_on_an_absent_candidate(client, place):
    Attendance.objects.update(presence=Presence.NO_SHOW)
    assert refused(client, place)


def test_no_card_is_begun_by_a_mark_on_a_closed_application(client, place):
    close(place.application)
    assert refused(client, place)


def test_nobody_else_marks_here(client, place):
    client.force_login(make_user("interviewer"))
    assert refused(client, place)


@pytest.mark.parametrize("act", [submit_card, seal_ratings])
def test_nothing_goes_short_once_ratings_are_sealed(client, place, act):
    card = place.save(place.answers(3, 3))
    act(card=card, seen_version=1, by=place.person, now=timezone.now())
    assert jot(client, place, ("asked", "", 0)).status_code == 409
    assert questions_asked(place.card) == {}
