"""Saving a draft: born at the first save, never overwritten unseen, refused where nothing may be written."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import InterviewState, Presence
from recruiting.models import Attendance, Interview, Seat
from scorecards.domain.answers import LONGEST_TEXT, Answer, Answers, answers_of
from scorecards.domain.conflict import Conflict
from scorecards.enums import CardState, Recommendation
from scorecards.models import Rating, RatingsSeen, Scorecard
from tests.factories import make_application, make_card, make_grid, make_user
from tests.scorecards.places import close, make_place

pytestmark = pytest.mark.django_db


def test_card_is_born_at_the_first_save():
    place, now = make_place(), timezone.now()
    card = place.save(place.answers(4, None, text="Rang back."), now=now)
    assert (card.state, card.version, card.created_at, card.saved_at) == (CardState.DRAFT, 1, now, now)
    assert answers_of(card) == place.answers(4, None, text="Rang back.")


def test_opening_a_place_creates_nothing():
    make_place()
    assert Scorecard.objects.count() == 0


def test_later_save_replaces_answers_and_raises_the_version():
    place = make_place()
    place.save(place.answers(1, 2))
    card = place.save(place.answers(5, None), seen=1)
    assert (card.version, answers_of(card)) == (2, place.answers(5, None))
    assert Rating.objects.filter(scorecard=card).count() == 2


def test_unfinished_answers_are_kept_as_they_are():
    place = make_place()
    half = Answers({place.items[0].pk: Answer(situation="A hotel without internet.")})
    card = place.save(half)
    assert answers_of(card).of(place.items[0]) == Answer(situation="A hotel without internet.")
    assert not answers_of(card).of(place.items[1]).is_answered


def test_save_without_a_change_keeps_version_and_time():
    place = make_place()
    first = place.save(place.answers())
    again = place.save(place.answers(), seen=1, now=timezone.now())
    assert (again.version, again.saved_at) == (1, first.saved_at)


def test_stale_save_is_a_conflict_that_holds_both_texts_and_writes_nothing():
    place = make_place()
    place.save(place.answers(text="On the phone."))
    stale = place.save(place.answers(text="At the desk."), seen=0)
    assert isinstance(stale, Conflict)
    assert [(one.mine, one.saved) for one in stale.differences] == [("At the desk.", "On the phone.")] * 2
    assert answers_of(place.card) == place.answers(text="On the phone.")


def test_stale_save_of_the_same_text_is_no_conflict():
    place = make_place()
    place.save(place.answers())
    assert place.save(place.answers(), seen=0) == place.card


def test_page_that_missed_the_answer_to_its_own_save_goes_on():
    place = make_place()
    place.save(place.answers(text="Half"), writer="page")
    card = place.save(place.answers(text="Half a sentence"), seen=0, writer="page")
    assert answers_of(card) == place.answers(text="Half a sentence")


def test_another_page_between_makes_it_a_conflict_again():
    place = make_place()
    place.save(place.answers(text="One"), writer="first")
    place.save(place.answers(text="Two"), seen=1, writer="second")
    assert isinstance(place.save(place.answers(text="Three"), seen=0, writer="first"), Conflict)


def test_level_and_recommendation_differences_are_named():
    place = make_place()
    place.save(place.answers(2, 3))
    stale = place.save(place.answers(None, 3, recommendation=Recommendation.NO), seen=0)
    assert [(one.label, one.mine, one.saved) for one in stale.differences] == [
        ("Level", "Not observed", "2"),
        ("Would you hire this person for this role?", "No", "Yes"),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_first_saves_at_once_make_one_card():
    place = make_place()
    results = []

    def save(text):
        try:
            results.append(place.save(place.answers(text=text)))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[text]) for text in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Scorecard"]
    assert Scorecard.objects.count() == 1


@pytest.mark.parametrize("state", [InterviewState.CANCELLED, InterviewState.TECHNICAL_FAILURE])
def test_meeting_that_was_not_held_takes_no_card_and_loses_no_draft(state):
    place = make_place()
    place.save(place.answers())
    Interview.objects.update(state=state)
    with pytest.raises(Refused, match="is kept"):
        place.save(place.answers(5, 5), seen=1)
    assert answers_of(place.card) == place.answers()


def test_removed_seat_may_not_write():
    place = make_place()
    place.save(place.answers())
    Seat.objects.update(removed_at=timezone.now())
    with pytest.raises(Refused, match="no longer on the panel"):
        place.save(place.answers(5, 5), seen=1)


def test_somebody_without_a_seat_may_not_write():
    place = make_place()
    with pytest.raises(Refused, match="not on the panel"):
        place.save(place.answers(), by=make_user(Role.HR))


def test_candidate_of_another_meeting_may_not_be_rated():
    place = make_place()
    place.application = make_application(place.application.vacancy)
    with pytest.raises(Refused, match="not on the panel"):
        place.save(place.answers())


def test_candidate_who_did_not_come_is_not_rated():
    place = make_place()
    Attendance.objects.update(presence=Presence.NO_SHOW)
    with pytest.raises(Refused, match="did not come"):
        place.save(place.answers())


def test_closed_application_takes_no_new_card():
    place = make_place()
    close(place.application)
    with pytest.raises(Refused, match="not begun in time"):
        place.save(place.answers())


def test_draft_begun_before_the_application_closed_goes_on():
    place = make_place()
    place.save(place.answers(2, 2))
    close(place.application)
    assert place.save(place.answers(4, 4), seen=1).version == 2


def test_sealed_card_is_not_written():
    place = make_place()
    make_card(place.interview, place.person)
    with pytest.raises(AlreadyDone, match="sealed"):
        place.save(place.answers(5, 5), seen=0)


def test_competency_of_another_grid_is_refused():
    place = make_place()
    foreign = make_grid(items=1).items.get()
    with pytest.raises(Refused, match="not planned"):
        place.save(Answers({foreign.pk: Answer(level=3)}))


@pytest.mark.parametrize("answer", [Answer(level=0), Answer(level=6), Answer(level=3, not_observed=True)])
def test_answer_off_the_scale_is_refused(answer):
    place = make_place()
    with pytest.raises(Refused, match="1 to 5"):
        place.save(Answers({place.items[0].pk: answer}))


@pytest.mark.parametrize("sign", ["я", "😀", "\u05d0"], ids=["cyrillic", "emoji", "hebrew"])
def test_longest_text_is_kept_whole_and_one_sign_more_is_refused(sign):
    place = make_place(items=1)
    card = place.save(place.answers(3, text=sign * LONGEST_TEXT))
    assert answers_of(card).of(place.items[0]).evidence == sign * LONGEST_TEXT
    with pytest.raises(Refused, match="20,000"):
        place.save(place.answers(3, text=sign * (LONGEST_TEXT + 1)), seen=1)


def test_card_begun_after_reading_colleagues_is_not_independent():
    place = make_place()
    RatingsSeen.objects.create(
        user=place.person, application=place.application, stage=place.interview.stage, first_at=timezone.now()
    )
    assert place.save(place.answers()).independent is False


def test_card_begun_without_reading_is_independent():
    place = make_place()
    RatingsSeen.objects.create(
        user=make_user(), application=place.application, stage=place.interview.stage, first_at=timezone.now()
    )
    assert place.save(place.answers()).independent is True
