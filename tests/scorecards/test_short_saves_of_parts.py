"""Exercises, tests, critical errors and claims saved the short way: as the long way would, and in few queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scorecards.domain.answers import LONGEST_TEXT, Answer, answers_of
from scorecards.domain.submission import seal_ratings
from scorecards.models import Scorecard
from tests.factories.exercises import make_categories, make_chat, make_kit_exercise, make_test
from tests.scorecards.places import Place, make_place
from tests.scorecards.test_card_parts import make_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client) -> Place:
    place = make_scene()
    client.force_login(place.person)
    return place


def make_scene() -> Place:
    """A stage with a chat, a test and a test of two sides, and a claim to check."""
    place = make_place(items=12)
    stage = place.interview.stage
    place.chat, place.test, place.sides = (
        make_kit_exercise(stage, one).pk for one in (make_chat(), make_test(), make_categories(indicators=2))
    )
    place.claim = make_claim(place).pk
    return place


def all_fields(place: Place) -> dict[str, str]:
    """Every field of the page, empty."""
    of_items = {f"{name}-{item.pk}": "" for item in place.items for name in ("level", "evidence")}
    critical = {f"critical{more}-{kind}": "" for kind in ("rudeness", "promise", "untruth") for more in ("", "_what")}
    marks = {f"mark-{place.chat}-{line}": "" for line in ("c1", "c2", "t1", "t2")}
    marks |= {f"indicator-{place.sides}-side_{side}": "" for side in (1, 2)} | {f"score-{place.test}": ""}
    notes = {f"exercise_note-{one}": "" for one in (place.chat, place.test, place.sides)}
    claims = {f"claim-{place.claim}": "", f"claim_evidence-{place.claim}": ""}
    return of_items | critical | marks | notes | claims | {"recommendation": "", "summary": ""}


def exercise(place: Place, key: int, **changes: str) -> dict[str, str]:
    """All fields of one exercise, as the page sends them together."""
    own = {name: value for name, value in all_fields(place).items() if name.split("-")[1:2] == [str(key)]}
    known = {name: value for name, value in own.items() if name.startswith(("mark", "indicator", "score", "exercise"))}
    named = {name.replace("__", "-").format(key=key): value for name, value in changes.items()}
    assert set(named) <= set(known)
    return known | named


def two_levels(place):
    return {f"level-{place.items[0].pk}": "4", f"level-{place.items[1].pk}": "none"}


def level_and_text(place):
    return {f"level-{place.items[0].pk}": "5", f"evidence-{place.items[0].pk}": "Rang back."}


def star(place):
    key = place.items[0].pk
    return {f"{name}-{key}": name.title() for name in ("situation", "task", "action", "result")}


def twelve(place):
    levels = {f"level-{item.pk}": str(1 + number % 5) for number, item in enumerate(place.items)}
    return levels | {f"evidence-{item.pk}": f"Seen.\r\n{number} 😀 אביב" for number, item in enumerate(place.items)}


def number_of_a_test(place):
    return exercise(place, place.test, **{f"score-{place.test}": "2"})


def indicator(place):
    return exercise(place, place.sides, **{f"indicator-{place.sides}-side_2": "low"})


def chat(place):
    marks = {f"mark-{place.chat}-c1": "4", f"mark-{place.chat}-t2": "none"}
    return exercise(place, place.chat, **marks, **{f"exercise_note-{place.chat}": "Kind to all."})


def critical(place):
    return {"critical-rudeness": "on", "critical_what-rudeness": "Shouted."}


def critical_in_words(place):
    return {"critical-untruth": "", "critical_what-untruth": "Said he had the certificate."}


def claim(place):
    return {f"claim-{place.claim}": "false", f"claim_evidence-{place.claim}": "The employer named three people."}


def everything(place):
    found = [
        one(place) for one in (twelve, star, number_of_a_test, indicator, chat, critical, critical_in_words, claim)
    ]
    return {name: value for one in found for name, value in one.items()} | {"recommendation": "no", "summary": "Calm."}


SAVES = [
    two_levels,
    level_and_text,
    star,
    twelve,
    number_of_a_test,
    indicator,
    chat,
    critical,
    critical_in_words,
    claim,
    everything,
]


def jot(client, place: Place, version: int, fields: dict[str, str]):
    return client.post(place.address("card_jot"), {"version": version, "writer": "desk", **fields})


def save(client, place: Place, version: int, fields: dict[str, str]):
    ticked = {name: value for name, value in fields.items() if value or not name.startswith("critical-")}
    return client.post(place.address("card_save"), {"version": version, "writer": "desk", **ticked})


def kept(place: Place) -> list:
    """What the card holds, by places instead of ids; rows that say nothing are left out."""
    answers = answers_of(place.card)
    items = [answers.of(item) for item in place.items]
    results = [answers.results.get(key) for key in (place.chat, place.test, place.sides)]
    return [
        items,
        dict(answers.errors),
        results,
        answers.claims.get(place.claim),
        answers.recommendation,
        place.card.summary,
    ]


@pytest.mark.parametrize("of", SAVES, ids=lambda of: of.__name__)
def test_the_short_way_writes_and_takes_away_what_the_long_way_does(client, place, of):
    other = make_scene()
    assert jot(client, place, 0, of(place)).status_code == 200
    client.force_login(other.person)
    assert save(client, other, 0, all_fields(other) | of(other)).status_code == 302
    assert kept(place) == kept(other)
    assert kept(place) != kept_of_nothing(place)
    assert save(client, other, 1, all_fields(other) | of(other) | emptied(of(other))).status_code == 302
    client.force_login(place.person)
    if fields := emptied(of(place)):
        assert jot(client, place, 1, fields).status_code == 200
    assert kept(place) == kept(other)


def emptied(fields: dict[str, str]) -> dict[str, str]:
    """All that can be taken back."""
    return {name: "" for name in fields if not name.startswith(("level", "recommendation"))}


def kept_of_nothing(place: Place) -> list:
    return [[Answer() for _item in place.items], {}, [None] * 3, None, "", ""]


@pytest.mark.parametrize("of", SAVES, ids=lambda of: of.__name__)
def test_at_most_six_queries_with_session_and_user(client, place, django_assert_max_num_queries, of):
    for version in (0, 1):
        with django_assert_max_num_queries(6):
            assert jot(client, place, version, of(place)).status_code == 200


def test_levels_and_texts_of_twelve_competencies_take_three_queries(client, place, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert jot(client, place, 0, twelve(place)).json()["answered"] == "12/12"


def test_band_and_verdict_of_a_test_come_with_the_save(client, place):
    told = jot(client, place, 0, number_of_a_test(place)).json()["html"]
    assert f'id="reading-{place.test}"' in told
    assert "Talks too much [en]" in told
    assert "Does not pass" in told


def test_the_gaps_are_those_of_the_page_and_close_again(client, place):
    words = {"critical-rudeness": "on", "critical_what-rudeness": " ", f"claim-{place.claim}": "confirmed"}
    told = jot(client, place, 0, words | {f"claim_evidence-{place.claim}": ""}).json()["gaps"]
    page = client.get(place.address()).content.decode()
    assert set(told) == {"critical_what-rudeness", f"claim_evidence-{place.claim}"}
    for key, (anchor, message) in told.items():
        assert f'<li data-gap="{key}"><a href="#{anchor}">{message}</a></li>' in page
    told = jot(client, place, 1, critical(place) | claim(place) | chat(place)).json()["gaps"]
    assert told == dict.fromkeys([*told], None)
    told = jot(client, place, 2, exercise(place, place.chat)).json()["gaps"]
    assert told[f"exercise_note-{place.chat}"][0] == f"exercise_note-{place.chat}"
    assert f'data-gap="exercise_note-{place.chat}"' in client.get(place.address()).content.decode()


REFUSED = {
    "score off the scale": lambda place: exercise(place, place.test, **{f"score-{place.test}": "33"}),
    "no number": lambda place: exercise(place, place.test, **{f"score-{place.test}": "many"}),
    "mark off the list": lambda place: exercise(place, place.chat, **{f"mark-{place.chat}-c1": "9"}),
    "unknown line": lambda place: chat(place) | {f"mark-{place.chat}-c9": "4"},
    "exercise in part": lambda place: {f"score-{place.test}": "2"},
    "error in part": lambda place: {"critical-rudeness": "on"},
    "unknown error": lambda place: {"critical-theft": "on", "critical_what-theft": "Stole."},
    "claim in part": lambda place: {f"claim-{place.claim}": "false"},
    "unknown finding": lambda place: claim(place) | {f"claim-{place.claim}": "perhaps"},
    "endless note": lambda place: chat(place) | {f"exercise_note-{place.chat}": "x" * (LONGEST_TEXT + 1)},
    "endless check": lambda place: claim(place) | {f"claim_evidence-{place.claim}": "x" * 5_001},
    "sign of no text": lambda place: critical(place) | {"critical_what-rudeness": "a\x00"},
    "foreign exercise": lambda place: {f"exercise_note-{make_scene().chat}": "Seen."},
    "foreign claim": lambda _place: claim(make_scene()),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_the_long_way_refuses_asks_for_the_whole_card_and_writes_nothing(client, place, why):
    assert jot(client, place, 0, REFUSED[why](place)).status_code == 409
    assert not place.card_exists


def test_a_stage_with_exercises_alone_begins_a_card(client, place):
    place.interview.stage.covers.clear()
    told = jot(client, place, 0, number_of_a_test(place)).json()
    page = client.get(place.address()).content.decode()
    assert (told["answered"], told["bar"]) == ("", "No competencies to rate, only exercises and tests")
    assert '<span id="answered"></span>' in page
    assert f'<h2 id="bar-h">{told["bar"]}</h2>' in page


def rated(client, place: Place, now=None) -> Scorecard:
    """A card with everything, its ratings sealed and its notes open."""
    jot(client, place, 0, everything(place))
    return seal_ratings(card=place.card, seen_version=1, by=place.person, now=now or timezone.now())


def test_words_go_short_after_the_ratings_are_sealed(client, place, django_assert_max_num_queries):
    card, before = rated(client, place), answers_of(place.card)
    key = place.items[0].pk
    words = {f"evidence-{key}": "More.", "summary": "Later."} | chat(place) | critical(place) | claim(place)
    words |= {f"exercise_note-{place.chat}": "Again.", "critical_what-rudeness": "Twice.", f"mark-{place.chat}-c1": ""}
    with django_assert_max_num_queries(6):
        assert jot(client, place, card.version, words).status_code == 200
    after = answers_of(place.card)
    assert (after.of(place.items[0]).evidence, after.of(place.items[0]).level) == (
        "More.",
        before.of(place.items[0]).level,
    )
    assert (after.summary, after.errors["rudeness"], after.results[place.chat].note) == ("Later.", "Twice.", "Again.")
    assert after.results[place.chat].marks == before.results[place.chat].marks


@pytest.mark.parametrize(
    "fields",
    [
        two_levels,
        level_and_text,
        lambda _place: {"recommendation": "yes"},
        lambda _place: {"critical-promise": "on", "critical_what-promise": "x"},
    ],
)
def test_no_level_goes_short_after_the_ratings_are_sealed(client, place, fields):
    card, before = rated(client, place), kept(place)
    assert jot(client, place, card.version, fields(place)).status_code == 409
    assert kept(place) == before


def test_no_word_goes_short_after_the_time_for_notes(client, place):
    card = rated(client, place, now=timezone.now() - timedelta(days=40))
    assert jot(client, place, card.version, {"summary": "Too late"}).status_code == 409


def test_remarks_are_looked_up_in_few_queries_and_only_on_the_own_card(client, place, django_assert_max_num_queries):
    assert client.get(place.address("card_remarks")).status_code == 404
    jot(client, place, 0, {"summary": "She is pregnant."})
    with django_assert_max_num_queries(6):
        page = client.get(place.address("card_remarks"))
    assert page.status_code == 200
    assert 'id="remarks"' in page.content.decode()
    client.force_login(place.interview.created_by)
    assert client.get(place.address("card_remarks")).status_code == 404
