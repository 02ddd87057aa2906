"""Several candidates on one screen: each column is a card of its own, with its own version and its own fate."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.enums import Presence
from recruiting.models import Application, Attendance
from scorecards.domain.answers import Answer, Answers
from scorecards.domain.filling import save_card
from scorecards.models import Scorecard
from tests.factories import make_application, make_attendance, make_card, make_seat, make_user
from tests.scorecards.places import Place, make_place

pytestmark = pytest.mark.django_db
AUTOSAVE = {"X-Requested-With": "autosave"}


@pytest.fixture
def place(client) -> Place:
    """A meeting with two candidates, rated by the person who is logged in."""
    place = make_place()
    make_attendance(place.interview, make_application(place.application.vacancy))
    client.force_login(place.person)
    return place


def other_of(place: Place) -> Application:
    return Application.objects.filter(attendances__interview=place.interview).exclude(pk=place.application.pk).get()


def url(place: Place, name: str = "sheet") -> str:
    return reverse(f"scorecards:{name}", args=[place.interview.pk])


def sent(place: Place, application: Application, levels: list, notes: list, version: int = 0) -> dict:
    data = {f"version-{application.pk}": version}
    for item, level, note in zip(place.items, levels, notes, strict=True):
        data |= {f"level-{application.pk}-{item.pk}": level, f"note-{application.pk}-{item.pk}": note}
    return data


def rated(application: Application) -> list[tuple]:
    card = Scorecard.objects.get(application=application)
    return [(one.level, one.not_observed, one.evidence) for one in card.ratings.order_by("item__order")]


def test_each_column_becomes_its_own_card(client, place):
    other = other_of(place)
    data = sent(place, place.application, ["4", "none"], ["Rang back.", ""]) | sent(place, other, ["2", ""], ["", ""])
    page = client.post(url(place, "sheet_save"), data, follow=True)
    assert "The sheet is saved." in page.content.decode()
    assert rated(place.application) == [(4, False, "Rang back."), (None, True, "")]
    assert rated(other) == [(2, False, ""), (None, False, "")]


def test_a_nul_that_came_with_a_pasted_note_is_left_out(client, place):
    data = sent(place, place.application, ["4", ""], ["Rang\0 back.", "\0"]) | {"writer": "\0"}
    assert client.post(url(place, "sheet_save"), data).status_code == 302
    assert rated(place.application) == [(4, False, "Rang back."), (None, False, "")]


def test_an_untouched_column_begins_no_card(client, place):
    data = sent(place, place.application, ["4", ""], ["", ""]) | sent(place, other_of(place), ["", ""], ["", ""])
    client.post(url(place, "sheet_save"), data)
    assert [card.application for card in Scorecard.objects.all()] == [place.application]


def test_what_the_sheet_does_not_ask_stays(client, place):
    first = place.items[0].pk
    answers = Answers({first: Answer(level=3, situation="A queue.", evidence="Said so.")}, "yes", "Calm.")
    place.save(answers)
    client.post(url(place, "sheet_save"), sent(place, place.application, ["4", ""], ["Said so.", ""], version=1))
    card = place.card
    rating = card.ratings.get(item=first)
    assert (rating.level, rating.situation, rating.evidence) == (4, "A queue.", "Said so.")
    assert (card.recommendation, card.summary, card.version) == ("yes", "Calm.", 2)


def test_a_stale_column_shows_both_texts_and_the_others_are_saved(client, place):
    other = other_of(place)
    place.save(place.answers(3, 3, text="On the phone."))
    data = sent(place, place.application, ["3", "3"], ["At the desk.", "On the phone."]) | sent(
        place, other, ["5", ""], ["", ""]
    )
    page = client.post(url(place, "sheet_save"), data)
    assert page.status_code == 409
    words = page.content.decode()
    name = f"keep-{place.application.pk}-evidence-{place.items[0].pk}"
    assert re.findall(rf'name="{name}" value="(\w+)"( checked)?', words) == [("mine", ""), ("saved", ""), ("both", "")]
    assert "On the phone." in words
    assert "At the desk." in words
    assert rated(other)[0][0] == 5
    assert rated(place.application)[0][2] == "On the phone."


@pytest.mark.parametrize(
    ("keep", "kept"), [("mine", "At the desk."), ("saved", "Phone."), ("both", "Phone.\n\nAt the desk.")]
)
def test_choosing_settles_a_stale_column(client, place, keep, kept):
    place.save(place.answers(3, 3, text="Phone."))
    data = sent(place, place.application, ["3", "3"], ["At the desk.", "Phone."])
    choice = {f"keep-{place.application.pk}-evidence-{place.items[0].pk}": keep, f"settles-{place.application.pk}": 1}
    assert client.post(url(place, "sheet_save"), data | choice).status_code == 302
    assert rated(place.application)[0][2] == kept


def test_a_column_with_a_choice_missing_keeps_those_that_were_made(client, place):
    place.save(place.answers(3, 3, text="Phone."))
    data = sent(place, place.application, ["3", "3"], ["At the desk.", "In the hall."])
    first, second = (f"keep-{place.application.pk}-evidence-{item.pk}" for item in place.items)
    response = client.post(url(place, "sheet_save"), data | {first: "both", f"settles-{place.application.pk}": 1})
    page = response.content.decode()
    assert (response.status_code, rated(place.application)[0][2]) == (409, "Phone.")
    assert re.findall(rf'name="{first}" value="(\w+)" checked', page) == ["both"]
    assert re.findall(rf'name="{second}" value="(\w+)" checked', page) == []


def test_a_page_that_missed_the_answer_is_no_clash(client, place):
    for note in ("Rang", "Rang back."):
        data = sent(place, place.application, ["3", ""], [note, ""]) | {"writer": "phone"}
        assert client.post(url(place, "sheet_save"), data, headers=AUTOSAVE).status_code == 200
    assert rated(place.application)[0][2] == "Rang back."


def test_saved_by_itself_it_answers_with_the_new_versions(client, place):
    data = sent(place, place.application, ["3", ""], ["", ""])
    page = client.post(url(place, "sheet_save"), data, headers=AUTOSAVE).content.decode()
    versions = dict(re.findall(r'id="version-(\d+)" value="(\d+)"', page))
    assert versions == {str(place.application.pk): "1", str(other_of(place).pk): "0"}
    assert "1 of 2 answered" in page


def test_a_sealed_column_stays_and_says_so(client, place):
    make_card(place.interview, place.person)
    page = client.get(url(place)).content.decode()
    assert "already submitted and sealed" in page
    assert page.count("<fieldset") - page.count("disabled>") == 2
    data = sent(place, place.application, ["5", "5"], ["Changed", "Changed"])
    answer = client.post(url(place, "sheet_save"), data)
    assert answer.status_code == 409
    assert "Changed" in answer.content.decode()
    assert rated(place.application)[0][0] == 3


def test_a_candidate_who_did_not_come_is_closed(client, place):
    Attendance.objects.filter(application=place.application).update(presence=Presence.NO_SHOW)
    assert "did not come" in client.get(url(place)).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_somebody_elses_sheet_does_not_exist(client, place, role):
    place.save(place.answers(text="Only mine"))
    client.force_login(make_user(role))
    assert client.get(url(place)).status_code == 404
    assert client.post(url(place, "sheet_save"), {}).status_code == 404


def test_a_colleagues_card_is_not_on_it(client, place):
    colleague = make_user(Role.INTERVIEWER)
    make_seat(place.interview, colleague)
    place.save(place.answers(text="Only mine"))
    client.force_login(colleague)
    assert "Only mine" not in client.get(url(place)).content.decode()


def test_queries_do_not_grow_with_the_candidates(client, place, django_assert_max_num_queries):
    for _ in range(6):
        application = make_application(place.application.vacancy)
        make_attendance(place.interview, application)
        save_card(
            interview=place.interview,
            application=application,
            by=place.person,
            seen_version=0,
            answers=place.answers(),
            now=timezone.now(),
        )
    client.get(url(place))
    with django_assert_max_num_queries(12):
        assert client.get(url(place)).status_code == 200
