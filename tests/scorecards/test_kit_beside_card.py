"""Without scripts scorecard, marks of the kit and the words to decline are one form: no button costs what is typed."""

import re

import pytest

from scorecards.domain.marking import Mark, mark_questions, questions_asked
from scorecards.enums import CardState
from scorecards.models import Scorecard
from tests.scorecards.places import Place, make_place, text_of

pytestmark = pytest.mark.django_db
INSTEAD = "What did you do in the night of the flood?"


@pytest.fixture
def place(client) -> Place:
    place = make_place()
    client.force_login(place.person)
    return place


def first_question(place: Place) -> int:
    return place.interview.stage.kit.order_by("order")[0].pk


def everything(place: Place, *levels, **extra) -> dict:
    """What the whole page sends: two ratings, and one question replaced by another."""
    key = first_question(place)
    marks = {f"asked-{key}": "replaced", f"instead-{key}": INSTEAD, f"seen-{key}": "0"}
    return place.posted(place.answers(*levels, text="Rang back."), **marks, **extra)


def texts(place: Place) -> set[str]:
    return set(place.card.ratings.values_list("evidence", flat=True))


def test_every_field_of_the_page_belongs_to_the_form_of_the_card(client, place):
    page = client.get(place.address()).content.decode()
    key = first_question(place)
    for name in (f"asked-{key}", f"instead-{key}", f"seen-{key}", "reason", "note"):
        fields = re.findall(rf'<(?:input|textarea)[^>]* name="{name}"[^>]*>', page)
        assert fields
        assert all('form="card"' in field for field in fields)


@pytest.mark.parametrize("act", ["card_save", "card_submit", "card_ratings"])
def test_marks_and_card_are_kept_by_each_button(client, place, act):
    assert client.post(place.address(act), everything(place)).status_code == 302
    assert texts(place) == {"Rang back."}
    assert questions_asked(place.card)[first_question(place)] == Mark("replaced", INSTEAD, 1)


def test_a_refused_card_shows_the_marks_as_they_were_typed(client, place):
    page = client.post(place.address("card_save"), everything(place, summary="x" * 20_001))
    assert page.status_code == 422
    assert INSTEAD in text_of(page)


def test_marks_made_elsewhere_are_shown_beside_the_card_that_is_kept(client, place):
    key = first_question(place)
    mark_questions(
        interview=place.interview,
        application=place.application,
        by=place.person,
        marks={key: Mark("skipped")},
        now=place.interview.starts_at,
        writer="phone",
    )
    page = client.post(place.address("card_save"), everything(place))
    assert page.status_code == 409
    assert texts(place) == {"Rang back."}
    assert 'id="summary"' in page.content.decode()
    assert [words in text_of(page) for words in ("marked differently elsewhere", INSTEAD)] == [True, True]
    settled = {f"keep-asked-{key}": "mine", f"settles-{key}": "1", "version": place.card.version}
    assert client.post(place.address("card_save"), everything(place) | settled).status_code == 302
    assert questions_asked(place.card)[key] == Mark("replaced", INSTEAD, 2)


def test_who_declines_finds_kept_what_the_page_calls_kept(client, place):
    sent = everything(place, reason="too_little", note="We shared a flat.")
    assert client.post(place.address("card_decline"), sent).status_code == 302
    assert (place.card.state, place.card.decline_note) == (CardState.DECLINED, "We shared a flat.")
    assert texts(place) == {"Rang back."}


def test_what_is_typed_to_decline_outlives_the_button_that_saves(client, place):
    for act, status in (("card_save", 200), ("card_submit", 422)):
        sent = everything(place, 3, None, note="We shared a flat.")
        sent |= {"version": place.card.version if place.card_exists else 0, "recommendation": ""}
        page = client.post(place.address(act), sent)
        assert page.status_code == status
        assert "We shared a flat." in text_of(page)
        assert '<details id="decline" open>' in page.content.decode()


def test_a_card_from_paper_offers_no_marks_that_only_the_interviewer_can_make(client, place):
    client.force_login(place.interview.created_by)  # a recruiter of the vacancy
    page = client.get(f"{place.address()}for/{place.person.pk}/")
    assert page.status_code == 200
    assert "Save the marks" not in text_of(page)
    assert not Scorecard.objects.exists()
