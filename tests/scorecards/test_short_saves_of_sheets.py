"""A group sheet that saves itself: any number of columns in few queries, each its own card with its own fate."""

import pytest
from django.urls import reverse
from django.utils import timezone

from recruiting.enums import Presence
from recruiting.models import Application, Attendance, Seat
from scorecards.domain.jotted_parts import Whole
from scorecards.domain.jotting_sheet import columns_in, jot_sheet
from scorecards.domain.submission import seal_ratings
from scorecards.models import Scorecard
from tests.at_once import at_once
from tests.factories import make_application, make_attendance
from tests.scorecards.places import Place, close, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client) -> Place:
    place = make_group()
    client.force_login(place.person)
    return place


def make_group(others: int = 3) -> Place:
    place = make_place(items=3)
    for _number in range(others):
        make_attendance(place.interview, make_application(place.application.vacancy))
    return place


def candidates(place: Place) -> list[Application]:
    return list(Application.objects.filter(attendances__interview=place.interview).order_by("pk"))


def jot(client, place: Place, versions: dict[int, int], **extra: str):
    url = reverse("scorecards:sheet_jot", args=[place.interview.pk])
    return client.post(url, {"writer": "desk", **{f"version-{key}": one for key, one in versions.items()}, **extra})


def filled(place: Place) -> dict[str, str]:
    """A level and a note on every competency of every candidate."""
    cells = [(one.pk, item.pk) for one in candidates(place) for item in place.items]
    return {f"level-{one}-{item}": "4" for one, item in cells} | {
        f"note-{one}-{item}": "Said\r\nso." for one, item in cells
    }


def levels(application: Application) -> list[tuple]:
    card = Scorecard.objects.get(application=application)
    return [(one.level, one.not_observed, one.evidence) for one in card.ratings.order_by("item__order")]


def test_a_level_and_a_note_begin_one_card(client, place, django_assert_num_queries):
    one, item = candidates(place)[1], place.items[0]
    with django_assert_num_queries(3):
        told = jot(client, place, {one.pk: 0}, **{f"level-{one.pk}-{item.pk}": "none", f"note-{one.pk}-{item.pk}": "x"})
    assert told.json()["columns"] == {str(one.pk): {"version": 1, "bar": "1 of 3 answered"}}
    assert [card.application for card in Scorecard.objects.all()] == [one]
    assert levels(one) == [(None, True, "x")]


def test_every_field_of_every_column_takes_three_queries(client, place, django_assert_num_queries):
    keys, fields = [one.pk for one in candidates(place)], filled(place)
    for version in (0, 1):
        with django_assert_num_queries(3):
            told = jot(client, place, dict.fromkeys(keys, version), **fields)
        assert {one["bar"] for one in told.json()["columns"].values()} == {"3 of 3 answered"}
    assert [levels(one) for one in candidates(place)] == [[(4, False, "Said\nso.")] * 3] * 4


def test_a_stale_column_asks_for_the_whole_sheet_and_costs_no_other(client, place):
    place.save(place.answers(3, 3, 3, text="On the phone."), writer="phone")
    first, second = candidates(place)[:2]
    item = place.items[0].pk
    fields = {f"note-{first.pk}-{item}": "At the desk.", f"level-{second.pk}-{item}": "2"}
    assert jot(client, place, {first.pk: 0, second.pk: 0}, **fields).status_code == 409
    assert levels(first)[0] == (3, False, "On the phone.")
    assert levels(second) == [(2, False, "")]


def first_level(client, place: Place) -> int:
    one = place.application
    return jot(client, place, {one.pk: 0}, **{f"level-{one.pk}-{place.items[0].pk}": "4"}).status_code


def test_no_card_is_begun_on_an_absent_candidate(client, place):
    Attendance.objects.filter(application=place.application).update(presence=Presence.NO_SHOW)
    assert (first_level(client, place), place.card_exists) == (409, False)


def test_no_card_is_begun_on_a_closed_application(client, place):
    close(place.application)
    assert (first_level(client, place), place.card_exists) == (409, False)


def test_no_card_is_begun_without_a_seat(client, place):
    Seat.objects.update(removed_at=timezone.now())
    assert (first_level(client, place), place.card_exists) == (409, False)


def test_no_card_is_begun_by_somebody_else(client, place):
    client.force_login(place.interview.created_by)
    assert (first_level(client, place), place.card_exists) == (409, False)


def test_a_column_whose_ratings_are_sealed_is_left_to_its_own_page(client, place):
    card = place.save(place.answers(3, 3, 3))
    card = seal_ratings(card=card, seen_version=1, by=place.person, now=timezone.now())
    note = {f"note-{place.application.pk}-{place.items[0].pk}": "More."}
    assert jot(client, place, {place.application.pk: card.version}, **note).status_code == 409
    assert levels(place.application)[0][2] == "Said so."


@pytest.mark.parametrize(
    "sent", [{}, {"level-1": "4"}, {"level-1-2": "6"}, {"level-1-x": "4"}, {"task-1-2": "a"}, {"note-1-2": "a\x00"}]
)
def test_what_is_not_for_the_short_way(sent):
    with pytest.raises(Whole):
        columns_in(sent)


@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_never_wait_for_each_other_for_ever():
    place = make_group()

    def save(writer: str, backwards: bool):
        sent = dict(sorted(filled(place).items(), reverse=backwards))
        columns = columns_in(sent)
        seen = dict.fromkeys(columns, 0)
        told = jot_sheet(
            interview=place.interview.pk, by=place.person, columns=columns, seen=seen, writer=writer, now=timezone.now()
        )
        return sum(one is not None for one in told.values())

    assert sorted(at_once(lambda: save("one", False), lambda: save("two", True))) == [0, 4]
    assert Scorecard.objects.count() == 4
