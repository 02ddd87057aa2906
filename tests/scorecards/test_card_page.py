"""The page on which an interviewer rates: it opens for the seat's holder, shows anchors, and answers every act."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import Role
from recruiting.enums import FileKind, InterviewState
from recruiting.models import CandidateFile, Interview, Seat
from scorecards.domain.answers import LONGEST_TEXT, Answers, answers_of
from scorecards.enums import CardState, Recommendation
from scorecards.models import Scorecard
from tests.factories import make_application, make_card, make_user
from tests.scorecards.places import Place, close, make_place

pytestmark = pytest.mark.django_db
AUTOSAVE = {"X-Requested-With": "autosave"}


@pytest.fixture
def place(client) -> Place:
    place = make_place()
    client.force_login(place.person)
    return place


def text_of(response) -> str:
    """Words of the page without markup and repeated space."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def checked(response) -> list[str]:
    """Names and values of the radio buttons that are chosen, the kind of evidence left out."""
    found = re.findall(r'<input type="radio" name="([^"]+)"[^>]*value="([^"]+)" checked', response.content.decode())
    return [f"{name}={value}" for name, value in found if not name.startswith("mode-")]


def test_page_shows_the_anchors_of_all_levels_and_the_kit(client, place):
    words = text_of(client.get(place.address()))
    for item in place.items:
        assert [words.count(anchor.text) for anchor in item.anchors.all()] == [1] * 5
    for one in place.interview.stage.kit.all():
        question = one.question
        for text in (question.text, question.checks, question.strong, question.weak, question.follow_ups):
            assert text in words


def test_anchors_speak_the_language_of_the_page(client, place):
    place.person.language = "ru"
    place.person.save()
    words = text_of(client.get(place.address()))
    with translation.override("ru"):
        assert all(anchor.text in words for item in place.items for anchor in item.anchors.all())
        assert "[ru]" in words
        assert "[en]" not in words


def test_nothing_is_chosen_beforehand(client, place):
    assert checked(client.get(place.address())) == []
    assert Scorecard.objects.count() == 0


def test_required_level_is_not_on_the_page(client, place):
    assert "required" not in client.get(place.address()).content.decode().lower()


def test_saved_answers_are_there_after_a_reload(client, place):
    saved = client.post(place.address("card_save"), place.posted(place.answers(4, None, text="Rang back.")))
    assert saved.url == place.address()
    page = client.get(place.address())
    first, second = (item.pk for item in place.items)
    assert checked(page) == [f"level-{first}=4", f"level-{second}=none", "recommendation=yes"]
    assert page.content.decode().count("Rang back.") == 2


def test_automatic_save_answers_with_the_parts_that_changed(client, place):
    data = place.posted(Answers({}, ""), **{f"level-{place.items[0].pk}": "3"})
    response = client.post(place.address("card_save"), data, headers=AUTOSAVE)
    ids = set(re.findall(r' id="([^"]+)"', response.content.decode())) - {
        f"i-{name}" for name in ("check", "minus", "check-circle")
    }
    tags = {f"tag-{item.pk}" for item in place.items}
    assert (
        ids
        == {"version", "answered", "bar-state", "bar-h", "save-state", "card-note", "remarks", "missing", "complete"}
        | tags
    )
    assert "1 of 2 answered" in text_of(response)
    assert (place.card.version, place.card.ratings.get(item=place.items[0]).level) == (1, 3)


def test_texts_keep_emoji_and_right_to_left_letters(client, place):
    text = "Сказал: «שלום» 👩🏽‍💻\nIon Țurcanu"
    client.post(place.address("card_save"), place.posted(place.answers(text=text)))
    assert answers_of(place.card) == place.answers(text=text)


def test_line_ends_of_a_browser_are_no_change(client, place):
    place.save(place.answers(text="One\nTwo"))
    client.post(place.address("card_save"), place.posted(place.answers(text="One\r\nTwo"), version=1))
    assert place.card.version == 1


def test_too_long_a_text_is_told_at_its_field_and_stays_on_the_page(client, place):
    text = "😀" * (LONGEST_TEXT + 1)
    response = client.post(place.address("card_save"), place.posted(place.answers(text=text)))
    assert response.status_code == 422
    assert "This text has 20001 characters, at most 20000 fit." in text_of(response)
    assert text in response.content.decode()
    assert f'href="#evidence-{place.items[0].pk}"' in response.content.decode()
    assert Scorecard.objects.count() == 0


def test_longest_text_fits(client, place):
    text = "\u05d0😀" * (LONGEST_TEXT // 2)
    client.post(place.address("card_save"), place.posted(place.answers(text=text)))
    assert answers_of(place.card) == place.answers(text=text)


def test_stale_save_shows_both_texts_with_three_choices_and_none_chosen(client, place):
    place.save(place.answers(text="On the phone."))
    response = client.post(place.address("card_save"), place.posted(place.answers(text="At the desk."), version=0))
    assert response.status_code == 409
    page = response.content.decode()
    first = place.items[0].pk
    assert re.findall(rf'name="keep-evidence-{first}" value="(\w+)"( checked)?', page) == [
        ("mine", ""),
        ("saved", ""),
        ("both", ""),
    ]
    assert "On the phone." in page
    assert "At the desk." in page
    assert answers_of(place.card) == place.answers(text="On the phone.")


@pytest.mark.parametrize(
    ("keep", "kept"),
    [("mine", "Here"), ("saved", "There"), ("both", "There\n\nHere")],
)
def test_choosing_settles_the_conflict(client, place, keep, kept):
    place.save(place.answers(text="There"))
    choices = {f"keep-evidence-{item.pk}": keep for item in place.items}
    data = place.posted(place.answers(text="Here"), version=0, settles=1, **choices)
    assert client.post(place.address("card_save"), data).status_code == 302
    assert answers_of(place.card) == place.answers(text=kept)


def test_conflict_without_all_choices_stays_a_conflict(client, place):
    place.save(place.answers(text="There"))
    first, second = (f"keep-evidence-{item.pk}" for item in place.items)
    data = place.posted(place.answers(text="Here"), settles=1, **{first: "mine"})
    response = client.post(place.address("card_save"), data)
    assert response.status_code == 409
    assert answers_of(place.card) == place.answers(text="There")
    page = response.content.decode()
    assert re.findall(rf'name="{first}" value="(\w+)" checked', page) == ["mine"]
    assert re.findall(rf'name="{second}" value="(\w+)" checked', page) == []
    assert re.findall(rf'name="({first}|{second})"|(Choose here too)', page)[-1] == ("", "Choose here too")
    assert page.count("Choose here too") == 1


def test_choices_made_against_an_older_version_are_asked_again(client, place):
    place.save(place.answers(text="There"))
    place.save(place.answers(text="And there"), seen=1)
    choices = {f"keep-evidence-{item.pk}": "mine" for item in place.items}
    data = place.posted(place.answers(text="Here"), settles=1, **choices)
    response = client.post(place.address("card_save"), data)
    assert (response.status_code, "keep-evidence" in response.content.decode()) == (409, True)
    assert not re.findall(r'name="keep-[^"]+" value="\w+" checked', response.content.decode())


def test_submit_with_gaps_names_them_links_to_their_fields_and_keeps_the_draft(client, place):
    first, second = place.items
    answers = place.answers(5, 3, text="", recommendation="")
    answers = answers.with_item(second.pk, level=None)
    response = client.post(place.address("card_submit"), place.posted(answers))
    assert response.status_code == 422
    links = re.findall(r'<a class="rk-link" href="#([^"]+)">([^<]+)</a>', response.content.decode())
    assert links == [
        (f"evidence-{first.pk}", f"{first.name} needs an example for a 5"),
        (f"level-{second.pk}-1", f"{second.name} has no answer"),
        ("recommendation-strong_no", "“Would you hire this person for this role?” has no answer"),
    ]
    for anchor, _words in links:
        assert response.content.decode().count(f'id="{anchor}"') == 1
    assert (place.card.state, answers_of(place.card)) == (CardState.DRAFT, answers)


def test_submit_seals_what_was_typed_last(client, place):
    place.save(place.answers(2, 2))
    data = place.posted(place.answers(4, 4), version=1)
    response = client.post(place.address("card_submit"), data, follow=True)
    assert response.status_code == 200
    assert (place.card.state, answers_of(place.card)) == (CardState.SUBMITTED, place.answers(4, 4))
    assert place.card.digest in response.content.decode()
    assert 'name="evidence-' not in response.content.decode()


def test_second_submit_is_a_message(client, place):
    data = place.posted(place.answers())
    client.post(place.address("card_submit"), data)
    response = client.post(place.address("card_submit"), data, follow=True)
    assert response.status_code == 200
    assert "already submitted and sealed" in text_of(response)


def test_other_text_after_the_seal_is_refused_and_stays_on_the_page(client, place):
    client.post(place.address("card_submit"), place.posted(place.answers()))
    response = client.post(place.address("card_save"), place.posted(place.answers(text="One more thing"), version=1))
    assert response.status_code == 409
    assert "One more thing" in response.content.decode()
    assert answers_of(place.card) == place.answers()


def test_submit_after_the_meeting_was_cancelled_keeps_everything_on_the_page(client, place):
    place.save(place.answers())
    Interview.objects.update(state=InterviewState.CANCELLED)
    data = place.posted(place.answers(text="Typed too late"), version=1)
    response = client.post(place.address("card_submit"), data)
    assert response.status_code == 409
    assert "The interview was cancelled" in text_of(response)
    assert "Typed too late" in response.content.decode()
    assert (place.card.state, answers_of(place.card)) == (CardState.DRAFT, place.answers())


def test_closed_application_says_so_on_the_page(client, place):
    close(place.application)
    assert "not begun in time" in text_of(client.get(place.address()))
    response = client.post(place.address("card_save"), place.posted(place.answers()))
    assert (response.status_code, Scorecard.objects.count()) == (409, 0)


def test_answer_off_the_list_is_refused(client, place):
    data = place.posted(place.answers(), **{f"level-{place.items[0].pk}": "9"})
    assert client.post(place.address("card_save"), data).status_code == 422


def test_decline_needs_a_reason_and_keeps_the_note(client, place):
    response = client.post(place.address("card_decline"), {"note": "I know her well."})
    assert response.status_code == 422
    assert "Choose a reason" in text_of(response)
    assert "I know her well." in response.content.decode()


def test_declined_card_says_what_happens_next(client, place):
    data = {"reason": "conflict", "note": "I know her well."}
    page = client.post(place.address("card_decline"), data, follow=True)
    assert place.card.state == CardState.DECLINED
    assert "Conflict of interest" in text_of(page)


NAMES = ["card", "card_save", "card_submit", "card_decline"]


def ask(client, place: Place, name: str):
    if name == "card":
        return client.get(place.address(name))
    return client.post(place.address(name), place.posted(place.answers(), reason="conflict"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", list(Role))
def test_another_persons_card_does_not_exist(client, place, name, role):
    place.save(place.answers(text="Only mine"))
    client.force_login(make_user(role))
    assert ask(client, place, name).status_code == 404
    assert (place.card.state, Scorecard.objects.count()) == (CardState.DRAFT, 1)


@pytest.mark.parametrize("name", NAMES)
def test_recruiter_of_the_vacancy_has_no_card_without_a_seat(client, place, name):
    client.force_login(place.interview.created_by)
    assert ask(client, place, name).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_candidate_who_is_not_in_the_meeting_cannot_be_rated(client, place, name):
    place.application = make_application(place.application.vacancy)
    assert ask(client, place, name).status_code == 404
    assert Scorecard.objects.count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_removed_seat_without_a_card_opens_nothing(client, place, name):
    Seat.objects.update(removed_at=timezone.now())
    assert ask(client, place, name).status_code == 404


def test_removed_seat_leaves_what_was_written_readable(client, place):
    place.save(place.answers(text="Mine to read"))
    Seat.objects.update(removed_at=timezone.now())
    page = client.get(place.address())
    assert "Mine to read" in page.content.decode()
    assert "no longer on the panel" in text_of(page)
    assert "Submit and seal" not in text_of(page)


def test_stage_without_competencies_says_so(client, place):
    place.interview.stage.covers.clear()
    assert "nothing to rate" in text_of(client.get(place.address()))
    assert client.post(place.address("card_save"), {"version": 0}).status_code == 409


@pytest.mark.parametrize("name", NAMES[1:])
def test_acts_are_not_done_by_looking(client, place, name):
    assert client.get(place.address(name)).status_code == 405


def test_cv_is_shown_in_the_page(client, place):
    file = CandidateFile.objects.create(
        candidate=place.application.candidate,
        kind=FileKind.CV,
        name="cv.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        added_by=place.interview.created_by,
        added_at=timezone.now(),
    )
    for name in ("card", "kit"):
        page = client.get(place.address(name)).content.decode()
        assert page.count(f'<iframe class="rk-cv" src="{reverse("recruiting:file", args=[file.uid])}"') == 1


def test_part_of_the_phone_page_is_chosen_by_the_address(client, place):
    for part in ("card", "kit", "cv"):
        page = client.get(place.address(), {"part": part}).content.decode()
        assert re.findall(r'is-open" id="(\w+)"', page) == [part]


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER, Role.HIRING_MANAGER])
def test_kit_of_a_meeting_out_of_reach_does_not_exist(client, place, role):
    client.force_login(make_user(role))
    assert client.get(place.address("kit")).status_code == 404


def test_kit_opens_for_the_recruiter_of_the_vacancy(client, place):
    client.force_login(place.interview.created_by)
    page = text_of(client.get(place.address("kit")))
    assert place.interview.stage.kit.first().question.strong in page
    assert "My scorecard" not in page


@pytest.mark.parametrize("items", [3, 12])
@pytest.mark.parametrize("state", ["new", "draft", "sealed"])
def test_queries_do_not_grow_with_the_competencies(client, django_assert_max_num_queries, items, state):
    place = make_place(items=items)
    client.force_login(place.person)
    if state != "new":
        make_card(place.interview, place.person, submitted=state == "sealed", recommendation=Recommendation.YES)
    client.get(place.address())
    with django_assert_max_num_queries(12):
        assert client.get(place.address()).status_code == 200
