"""Sealing: named gaps, one seal, a digest that survives erased texts; and declining."""

import pytest
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import InterviewState
from recruiting.models import Interview
from scorecards.domain.answers import Answer, Answers, answers_of
from scorecards.domain.card_seal import seal_holds
from scorecards.domain.submission import Unfinished, decline_card, submit_card
from scorecards.enums import CardState, DeclineReason, Recommendation
from scorecards.models import Rating, RatingsSeen, Scorecard
from tests.erasing import way_open
from tests.factories import make_user
from tests.scorecards.places import close, make_place

pytestmark = pytest.mark.django_db


def submit(card: Scorecard, *, by=None, seen=None, now=None):
    seen = card.version if seen is None else seen
    return submit_card(card=card, seen_version=seen, by=by or card.interviewer, now=now or timezone.now())


def decline(place, reason=DeclineReason.CONFLICT, note="We are related."):
    return decline_card(
        interview=place.interview,
        application=place.application,
        by=place.person,
        reason=reason,
        note=note,
        now=timezone.now(),
    )


def gaps(place, answers: Answers) -> list[tuple[str, str]]:
    result = submit(place.save(answers))
    assert isinstance(result, Unfinished)
    return [(gap.code, gap.message) for gap in result.gaps]


def test_submitting_seals_with_time_and_digest():
    place, now = make_place(), timezone.now()
    card = submit(place.save(place.answers(2, None)), now=now)
    card.refresh_from_db()
    assert (card.state, card.closed_at, len(card.digest)) == (CardState.SUBMITTED, now, 64)
    assert seal_holds(card)


def test_every_unanswered_competency_is_named():
    place = make_place()
    first, second = place.items
    assert gaps(place, Answers({}, Recommendation.YES)) == [
        ("unanswered", f"{first.name} has no answer"),
        ("unanswered", f"{second.name} has no answer"),
    ]
    assert place.card.state == CardState.DRAFT


@pytest.mark.parametrize("level", [1, 5])
def test_lowest_and_highest_level_need_an_example(level):
    place = make_place()
    expected = [("evidence", f"{place.items[0].name} needs an example for a {level}")]
    answers = place.answers(level, 3, text="  ")
    assert gaps(place, answers) == expected


@pytest.mark.parametrize("level", [2, 3, 4, None])
def test_levels_between_and_not_observed_need_none(level):
    place = make_place()
    assert submit(place.save(place.answers(level, 3, text=""))).state == CardState.SUBMITTED


def test_one_part_of_star_is_an_example():
    place = make_place(items=1)
    answers = Answers({place.items[0].pk: Answer(level=5, action="Rang back the same day.")}, Recommendation.YES)
    assert submit(place.save(answers)).state == CardState.SUBMITTED


def test_recommendation_is_needed():
    place = make_place()
    assert [code for code, _message in gaps(place, place.answers(recommendation=""))] == ["recommendation"]


def test_no_decision_is_a_recommendation():
    place = make_place()
    card = submit(place.save(place.answers(recommendation=Recommendation.NO_DECISION)))
    assert card.state == CardState.SUBMITTED


def test_second_submit_is_told_and_changes_nothing():
    place = make_place()
    card = submit(place.save(place.answers()))
    with pytest.raises(AlreadyDone, match="already submitted"):
        submit(card)
    assert place.card.closed_at == card.closed_at


def test_card_changed_since_it_was_seen_is_not_sealed():
    place = make_place()
    card = place.save(place.answers())
    place.save(place.answers(4, 4), seen=1)
    with pytest.raises(Refused, match="changed elsewhere"):
        submit(card, seen=1)


def test_nobody_seals_for_somebody_else():
    place = make_place()
    with pytest.raises(Refused, match="not on the panel"):
        submit(place.save(place.answers()), by=make_user(Role.ADMIN))


def test_submit_after_the_meeting_was_cancelled_is_refused_and_loses_nothing():
    place = make_place()
    card = place.save(place.answers())
    Interview.objects.update(state=InterviewState.CANCELLED)
    with pytest.raises(Refused, match="cancelled"):
        submit(card)
    assert (place.card.state, answers_of(place.card)) == (CardState.DRAFT, place.answers())


def test_draft_of_a_closed_application_may_still_be_sealed():
    place = make_place()
    card = place.save(place.answers())
    close(place.application)
    assert submit(card).state == CardState.SUBMITTED


def test_whoever_read_ratings_after_beginning_a_draft_is_not_independent():
    place = make_place()
    card = place.save(place.answers())
    RatingsSeen.objects.create(
        user=place.person, application=place.application, stage=card.stage, first_at=timezone.now()
    )
    assert submit(card).independent is False


def test_seal_outlives_an_erased_text():
    place = make_place()
    card = submit(place.save(place.answers(5, 3, text="Names a client.")))
    with way_open(place.application.candidate):
        Rating.objects.filter(scorecard=card).update(evidence="")
        Scorecard.objects.filter(pk=card.pk).update(summary="")
    assert seal_holds(Scorecard.objects.get(pk=card.pk))


def test_seal_outlives_an_erased_salt():
    place = make_place()
    card = submit(place.save(place.answers()))
    with way_open(place.application.candidate):
        Rating.objects.filter(scorecard=card).update(evidence="")
        Scorecard.objects.filter(pk=card.pk).update(salt="")
    assert seal_holds(Scorecard.objects.get(pk=card.pk))


@pytest.mark.parametrize("change", [{"level": 4}, {"evidence": "Other words"}, {"result_measured": True}])
def test_rewritten_rating_breaks_the_seal(change, rewriting):
    place = make_place()
    card = submit(place.save(place.answers()))
    with rewriting():
        Rating.objects.filter(pk=card.ratings.first().pk).update(**change)
    assert not seal_holds(Scorecard.objects.get(pk=card.pk))


def test_removed_rating_breaks_the_seal(rewriting):
    place = make_place()
    card = submit(place.save(place.answers()))
    with rewriting():
        card.ratings.first().delete()
    assert not seal_holds(Scorecard.objects.get(pk=card.pk))


def test_rewritten_seal_does_not_match_its_digest(rewriting):
    place = make_place()
    card = submit(place.save(place.answers()))
    with rewriting():
        Scorecard.objects.filter(pk=card.pk).update(seal={**card.seal, "recommendation": "strong_no"})
    assert not seal_holds(Scorecard.objects.get(pk=card.pk))


def test_decline_without_a_draft_leaves_a_card_that_says_why():
    place = make_place()
    card = decline(place)
    assert (card.state, card.decline_reason, card.decline_note) == ("declined", "conflict", "We are related.")


def test_decline_keeps_what_was_drafted():
    place = make_place()
    place.save(place.answers())
    assert answers_of(decline(place)) == place.answers()


def test_sealed_card_is_not_declined():
    place = make_place()
    submit(place.save(place.answers()))
    with pytest.raises(AlreadyDone):
        decline(place)


def test_second_decline_is_told():
    place = make_place()
    decline(place)
    with pytest.raises(AlreadyDone, match="cannot rate"):
        decline(place)


def test_declined_card_is_not_written_or_sealed():
    place = make_place()
    card = decline(place)
    with pytest.raises(AlreadyDone):
        place.save(place.answers())
    with pytest.raises(AlreadyDone):
        submit(card)
