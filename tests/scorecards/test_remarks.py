"""Words about protected characteristics: found in any of the languages, pointed out once, never in the way."""

import pytest

from competencies.enums import Topic
from competencies.models import WatchedWord
from scorecards.domain.remarks import find, key_of, pattern_of
from scorecards.enums import CardState
from tests.scorecards.places import make_place, text_of

WORDS = [
    ("pregnan*", "family"),
    ("age", "age"),
    ("too old", "age"),
    ("vârst*", "age"),
    ("беремен*", "family"),
    ("сексуальн* ориентаци*", "orientation"),
    ("ребен*", "family"),
]
PATTERNS = [pattern_of(stem, topic) for stem, topic in WORDS]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She is pregnant.", ["pregnant"]),
        ("PREGNANCY was mentioned", ["PREGNANCY"]),
        ("An agent of average age", ["age"]),
        ("The manager managed", []),
        ("He is TOO old; too, old", ["TOO old", "too old"]),
        ("Vârsta și varsta", ["Vârsta", "varsta"]),
        ("Она беременна, есть ребёнок", ["беременна", "ребёнок"]),
        ("её сексуальная ориентация", ["сексуальная ориентация"]),
        ("сексуальная", []),
        ("too", []),
        ("", []),
    ],
)
def test_words_are_found_by_their_beginning_and_never_inside_another(text, found):
    assert [remark.word for remark in find([text], PATTERNS)] in (found, found[:1])


def test_each_word_is_named_once_with_its_reason():
    found = find(["Her age, the AGE", "age"], PATTERNS)
    assert [(remark.word, remark.topic) for remark in found] == [("age", "age")]


def test_a_set_of_remarks_has_a_name_that_does_not_depend_on_order():
    one, other = find(["age, pregnant"], PATTERNS), find(["Pregnant at that AGE"], PATTERNS)
    assert key_of(one) == key_of(other) != ""
    assert key_of([]) == ""


def test_a_text_at_its_limit_is_read_whole():
    text = "слово 😀 " * 2_500 + " беременна"
    assert [remark.word for remark in find([text], PATTERNS)] == ["беременна"]


@pytest.fixture
def place(client, db):
    WatchedWord.objects.create(language="en", stem="pregnan*", topic=Topic.FAMILY)
    place = make_place()
    client.force_login(place.person)
    return place


def submit(client, place, text, **extra):
    version = place.card.version if place.card_exists else 0
    data = place.posted(place.answers(text=text), version=version, **extra)
    return client.post(place.address("card_submit"), data)


def seen_key(page) -> str:
    return page.content.decode().split('name="seen_remarks"')[1].split('value="')[1].split('"')[0]


def test_the_first_submit_points_out_and_seals_nothing(client, place):
    answer = submit(client, place, "She is pregnant.")
    assert answer.status_code == 422
    assert "“ pregnant ”: family and children" in text_of(answer)
    assert place.card.state == CardState.DRAFT


def test_the_same_button_then_goes_on(client, place):
    key = seen_key(submit(client, place, "She is pregnant."))
    assert submit(client, place, "She is pregnant.", seen_remarks=key).status_code == 302
    assert place.card.state == CardState.SUBMITTED


def test_rewritten_words_go_on_without_a_question(client, place):
    submit(client, place, "She is pregnant.")
    assert submit(client, place, "She can work evenings.").status_code == 302


def test_another_word_is_pointed_out_again(client, place):
    WatchedWord.objects.create(language="en", stem="divorced", topic=Topic.FAMILY)
    key = seen_key(submit(client, place, "She is pregnant."))
    assert submit(client, place, "She is pregnant, divorced.", seen_remarks=key).status_code == 422


def test_whoever_saw_it_while_writing_is_not_stopped(client, place):
    data = place.posted(place.answers(text="She is pregnant."))
    saved = client.post(place.address("card_save"), data, headers={"X-Requested-With": "autosave"})
    assert submit(client, place, "She is pregnant.", seen_remarks=seen_key(saved)).status_code == 302


def test_a_removed_word_is_not_pointed_out(client, place):
    from django.utils import timezone

    WatchedWord.objects.update(removed_at=timezone.now())
    assert submit(client, place, "She is pregnant.").status_code == 302


def test_the_first_step_points_out_too(client, place):
    data = place.posted(place.answers(text="She is pregnant."))
    assert client.post(place.address("card_ratings"), data).status_code == 422
    assert not place.card.ratings_are_sealed


def test_every_text_of_the_card_is_read(client, place):
    answer = submit(client, place, "", **{"critical_what-rudeness": "Asked whether she is pregnant."})
    assert "family and children" in text_of(answer)


def test_no_remark_leaves_the_request(client, place, caplog, mailoutbox):
    submit(client, place, "She is pregnant.")
    assert "pregnan" not in caplog.text
    assert mailoutbox == []
