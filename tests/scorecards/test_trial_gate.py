"""No offer before the trial in the chat, in pipelines that have one; a person may go past it with a reason."""

import pytest
from django.utils import timezone

from recruiting.domain.errors import HeldBack
from recruiting.domain.workflow import move
from recruiting.enums import Method
from scorecards.domain.gate import trial_gate
from scorecards.domain.submission import seal_ratings
from tests.factories import make_card
from tests.scorecards.places import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """The meeting is the trial; nothing else of the pipeline gates a move."""
    place = make_place()
    stages = place.application.vacancy.stages
    stages.filter(pk=place.interview.stage_id).update(method=Method.CHAT_TRIAL)
    stages.update(requires_scorecards=False)
    place.stages = {stage.key: stage for stage in stages.all()}
    place.application.refresh_from_db()
    return place


def codes(place, target="offer") -> list[str]:
    return [blocker.code for blocker in trial_gate(place.application, place.stages[target])]


def test_the_offer_waits_for_a_card_on_the_trial(place):
    assert codes(place) == ["no_trial"]
    assert "Interview [en]" in trial_gate(place.application, place.stages["offer"])[0].message


def test_a_draft_is_not_enough(place):
    make_card(place.interview, place.person, submitted=False)
    assert codes(place) == ["no_trial"]


def test_a_sealed_card_opens_it(place):
    make_card(place.interview, place.person)
    assert codes(place) == []


def test_sealed_ratings_open_it(place):
    card = place.save(place.answers())
    seal_ratings(card=card, seen_version=1, by=place.person, now=timezone.now())
    assert codes(place) == []


def test_a_skipped_trial_is_noticed_from_a_later_stage(place):
    place.application.stage = place.stages["manager"]
    assert codes(place) == ["no_trial"]


def test_other_moves_are_free(place):
    assert codes(place, "manager") == []


def test_a_pipeline_without_a_trial_has_no_such_gate(place):
    place.application.vacancy.stages.update(method=Method.INTERVIEW)
    place.stages["offer"].method = Method.OFFER
    assert codes(place) == []


def test_a_card_on_another_candidate_does_not_count(place):
    other = make_place()
    make_card(other.interview, other.person)
    assert codes(place) == ["no_trial"]


def test_a_person_goes_past_it_with_a_reason_that_is_kept(place):
    by, now = place.interview.created_by, timezone.now()
    values = {"application": place.application, "to_stage": place.stages["offer"], "seen_revision": 0}
    with pytest.raises(HeldBack):
        move(**values, by=by, now=now)
    made = move(**values, by=by, now=now, override_reason="Came back after a year with us.")
    assert made.overridden == ["no_trial"]
