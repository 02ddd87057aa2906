"""Amending a sealed card: both values kept, a coded reason, shown beside the first, counted nowhere."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from scorecards.domain.amendments import amend, amendment_content
from scorecards.domain.card_seal import seal_holds
from scorecards.domain.comparing import compare
from scorecards.domain.sealing import digest
from scorecards.domain.submission import submit_card
from scorecards.enums import AmendReason, AmendSource
from scorecards.models import Amendment, Scorecard
from tests.at_once import at_once
from tests.erasing import way_open
from tests.factories import make_seat, make_user
from tests.scorecards.places import Place, make_place, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return sealed_place()


def sealed_place() -> Place:
    place = make_place()
    card = place.save(place.answers(3, None))
    submit_card(card=card, seen_version=1, by=place.person, now=timezone.now())
    return place


def act(place: Place, **changes) -> Amendment:
    values = {
        "card": place.card,
        "item": place.items[0],
        "level": 4,
        "evidence": "",
        "reason": AmendReason.SLIP,
        "by": place.person,
        "now": timezone.now(),
    }
    return amend(**values | changes)


def test_both_values_are_kept_and_the_seal_holds(place):
    made = act(place)
    assert (made.level_before, made.level, made.number) == (3, 4, 1)
    assert place.card.ratings.get(item=place.items[0]).level == 3
    assert seal_holds(place.card)
    assert made.digest == digest(amendment_content(Amendment.objects.get()))


def test_a_second_amendment_begins_where_the_first_ended(place):
    act(place)
    assert (act(place, level=2).level_before, act(place, level=None).level_before) == (4, 2)


def test_not_observed_may_become_a_level(place):
    made = act(place, item=place.items[1], level=2)
    assert (made.level_before, made.level) == (None, 2)


def test_the_recommendation_is_amended_too(place):
    made = act(place, item=None, level=None, recommendation="no")
    assert (made.recommendation_before, made.recommendation, made.item) == ("yes", "no", None)


def test_evidence_alone_may_be_added(place):
    made = act(place, level=3, evidence="She named the client.")
    assert (made.changes_value, made.evidence) == (False, "She named the client.")


REFUSALS = {
    "nothing": ({"level": 3}, "Nothing is amended"),
    "off the scale": ({"level": 6}, "level from 1 to 5"),
    "other without words": ({"reason": AmendReason.OTHER}, "Say in words"),
    "no reason": ({"reason": ""}, "Choose the reason"),
    "recommendation off the list": ({"item": None, "recommendation": "maybe"}, "Choose the recommendation"),
    "endless": ({"evidence": "x" * 20_001}, "longer than 20,000"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_says_too_little_is_refused(place, name):
    changes, message = REFUSALS[name]
    with pytest.raises(Refused, match=message):
        act(place, **changes)
    assert Amendment.objects.count() == 0


def test_the_highest_level_needs_an_example():
    place = make_place()
    card = place.save(place.answers(3, 3, text=""))
    submit_card(card=card, seen_version=1, by=place.person, now=timezone.now())
    with pytest.raises(Refused, match="needs an example"):
        act(place, level=5)
    assert act(place, level=5, evidence="Kept the client.").level == 5


def test_nobody_amends_for_the_author(place):
    for person in (place.interview.created_by, make_user(Role.ADMIN)):
        with pytest.raises(Refused, match="Only the author"):
            act(place, by=person)


def test_the_debrief_amends_whoever_writes_it_down(place):
    made = act(place, by=place.interview.created_by, source=AmendSource.DEBRIEF, reason=AmendReason.NEW_INFORMATION)
    assert (made.source, made.by) == (AmendSource.DEBRIEF, place.interview.created_by)


def test_a_draft_is_not_amended():
    place = make_place()
    place.save(place.answers())
    with pytest.raises(Refused, match="A draft is simply changed"):
        act(place)


def test_a_competency_that_was_not_rated_is_not_amended(place):
    with pytest.raises(Refused, match="not rated"):
        act(place, item=make_place().items[0])


def test_a_repeated_click_is_told(place):
    act(place)
    with pytest.raises(AlreadyDone):
        act(place)
    assert Amendment.objects.count() == 1


def test_an_older_page_is_told(place):
    act(place, seen=0)
    with pytest.raises(Conflict, match="amended since"):
        act(place, level=2, seen=0)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_from_one_page_leave_one_amendment():
    place = sealed_place()
    results = at_once(lambda: act(place, level=4, seen=0), lambda: act(place, level=2, seen=0))
    assert sorted(type(result).__name__ for result in results) == ["Amendment", "Conflict"]
    assert Amendment.objects.count() == 1


CHANGES = {
    "value": {"level": 1},
    "before": {"level_before": 1},
    "reason": {"reason": "other"},
    "words": {"words": "Rewritten"},
    "evidence": {"evidence": "Rewritten"},
    "digest": {"digest": "1" * 64},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_amendment_is_never_rewritten(place, change):
    act(place, evidence="A", words="B")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Amendment.objects.update(**change)


def test_an_amendment_is_never_taken_away(place):
    act(place)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Amendment.objects.all().delete()


def test_erasing_may_empty_words_and_salt(place):
    act(place, evidence="A", words="B")
    with way_open(place.application.candidate):
        assert Amendment.objects.update(evidence="", words="", salt="") == 1


def test_figures_keep_the_first_value(place):
    user = place.interview.created_by
    before = compare(vacancy=place.application.vacancy, user=user)
    act(place, level=5, evidence="Kept the client.")
    after = compare(vacancy=place.application.vacancy, user=user)
    assert [cell.mean for cell in after.columns[0].assessment.cells] == [
        cell.mean for cell in before.columns[0].assessment.cells
    ]


def test_both_values_and_the_reason_are_shown_where_the_value_is_shown(client, place):
    act(place, level=4, reason=AmendReason.OTHER, words="I mixed two answers.", evidence="He rang twice.")
    client.force_login(place.interview.created_by)
    item = place.items[0].pk
    addresses = [
        f"/applications/{place.application.pk}/scorecards/",
        f"/vacancies/{place.application.vacancy_id}/compare/{place.application.pk}/{item}/",
    ]
    for address in addresses:
        words = text_of(client.get(address, headers={"HX-Request": "true"}))
        assert "Amended to 4 · Confident, was 3 · Independent" in words
        assert "I mixed two answers." in words
        assert "He rang twice." in words


def test_amendments_are_as_blind_as_their_card(client, place):
    blind = make_seat(place.interview, make_user(Role.INTERVIEWER)).interviewer
    client.force_login(blind)
    addresses = [f"/applications/{place.application.pk}/scorecards/", f"/applications/{place.application.pk}/", "/"]
    before = [text_of(client.get(address)) for address in addresses]
    act(place, level=5, evidence="Kept the client.", words="Hidden words")
    assert [text_of(client.get(address)) for address in addresses] == before


def posted(place: Place, **changes) -> dict:
    return {"what": place.items[0].pk, "level": "4", "reason": "slip", "seen": 0, **changes}


def test_the_author_amends_on_the_page_of_the_card(client, place):
    client.force_login(place.person)
    answer = client.post(place.address("card_amend"), posted(place))
    assert answer.url == place.address()
    page = text_of(client.get(place.address()))
    assert "Amended to 4 · Confident, was 3 · Independent" in page


WRONG = {
    "no reason": {"reason": ""},
    "nothing chosen": {"what": ""},
    "value of another kind": {"level": "strong_no"},
    "off the list": {"level": "7"},
    "other without words": {"reason": "other"},
    "nothing changes": {"level": ""},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(client, place, change):
    client.force_login(place.person)
    answer = client.post(place.address("card_amend"), posted(place, evidence=" ", words="", **change) | change)
    assert answer.status_code == 422
    assert Amendment.objects.count() == 0


def test_an_older_page_gets_409_with_the_text_still_in_it(client, place):
    act(place)
    client.force_login(place.person)
    answer = client.post(place.address("card_amend"), posted(place, level="2", evidence="My words"))
    assert answer.status_code == 409
    assert "My words" in text_of(answer)


def test_no_other_person_reaches_it(client, place):
    for person in (place.interview.created_by, make_user(Role.ADMIN), make_user(Role.INTERVIEWER)):
        client.force_login(person)
        assert client.post(place.address("card_amend"), posted(place)).status_code == 404
    assert Scorecard.objects.get().amendments.count() == 0
