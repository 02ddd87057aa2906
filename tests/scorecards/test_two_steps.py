"""Ratings now, notes by noon of the next working day: what stands, what stays open, and when the card seals itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.enums import InterviewState
from recruiting.models import Interview
from scorecards.domain.answers import Answers, Result, answers_of
from scorecards.domain.awaiting import awaiting_decision
from scorecards.domain.card_seal import seal_holds
from scorecards.domain.gate import cards_in, scorecard_gate
from scorecards.domain.owed import owed_cards
from scorecards.domain.submission import Unfinished, decline_card, seal_overdue, seal_ratings, submit_card
from scorecards.domain.two_steps import notes_until, ratings_digest
from scorecards.enums import CardState, DeclineReason
from scorecards.models import CriticalError, ExerciseResult, Rating, Scorecard
from scorecards.tasks import seal_overdue as seal_overdue_task
from tests.at_once import at_once
from tests.factories import make_card, make_seat, make_user
from tests.factories.exercises import make_kit_exercise
from tests.scorecards.places import Place, make_place, text_of

pytestmark = pytest.mark.django_db


def rated(place: Place, *levels, text="", **fields) -> Scorecard:
    card = place.save(place.answers(*levels, text=text))
    return seal_ratings(card=card, seen_version=card.version, by=place.person, now=fields.get("now", timezone.now()))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-18 20:00", date(2026, 11, 19)),  # Wednesday evening
        ("2026-11-20 10:00", date(2026, 11, 23)),  # Friday: over the weekend
        ("2026-12-24 10:00", date(2026, 12, 28)),  # Christmas Day is a holiday in Moldova, then a weekend
        ("2026-11-18 23:30", date(2026, 11, 20)),  # already Thursday in Chișinău
    ],
)
def test_notes_are_open_until_noon_of_the_next_working_day_on_the_writers_clock(now, day):
    person = make_user(Role.INTERVIEWER, time_zone="Europe/Chisinau", country="MD")
    until = notes_until(person, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert until == datetime.combine(day, time(12), tzinfo=ZoneInfo("Europe/Chisinau"))


def test_the_week_is_the_writers_own():
    person = make_user(Role.INTERVIEWER, time_zone="UTC", country="XX", work_days=[6])
    assert notes_until(person, datetime(2026, 11, 18, 9, tzinfo=UTC)) == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_ratings_stand_with_time_and_digest_and_the_card_stays_a_draft():
    place, now = make_place(), timezone.now()
    card = rated(place, 2, 4, now=now)
    assert (card.state, card.ratings_sealed_at, len(card.ratings_digest)) == (CardState.DRAFT, now, 64)
    assert card.ratings_digest == ratings_digest(answers_of(Scorecard.objects.get()))


def test_words_may_wait_but_levels_and_recommendation_may_not():
    place = make_place()
    card = place.save(Answers({place.items[0].pk: place.answers(5, 3).of(place.items[0])}, ""))
    result = seal_ratings(card=card, seen_version=1, by=place.person, now=timezone.now())
    assert isinstance(result, Unfinished)
    assert [gap.code for gap in result.gaps] == ["unanswered", "recommendation"]
    assert rated(make_place(), 5, 1).ratings_are_sealed


def test_later_saves_change_words_only():
    place = make_place()
    card = rated(place, 2, 4)
    later = place.answers(5, 5, text="He rang back.", recommendation="strong_no")
    saved = place.save(later, seen=card.version)
    kept = answers_of(Scorecard.objects.get())
    assert saved.version == card.version + 1
    assert kept == place.answers(2, 4, text="He rang back.")


def test_the_form_without_the_locked_fields_keeps_them(client):
    place = make_place()
    exercise = make_kit_exercise(place.interview.stage)
    client.force_login(place.person)
    data = place.posted(place.answers(2, 4, text=""), **{f"mark-{exercise.pk}-c1": "4", "critical-rudeness": "on"})
    client.post(place.address("card_ratings"), data)
    keys = [item.pk for item in place.items]
    notes = {"version": place.card.version, f"evidence-{keys[0]}": "Said so.", "critical_what-rudeness": "Shouted."}
    answer = client.post(place.address("card_submit"), notes | {f"exercise_note-{exercise.pk}": "Calm."})
    assert answer.status_code == 302
    kept = answers_of(place.card)
    assert [kept.items[key].level for key in keys] == [2, 4]
    assert (kept.results[exercise.pk].marks, kept.results[exercise.pk].note) == ({"c1": "4"}, "Calm.")
    assert (kept.errors, place.card.state) == ({"rudeness": "Shouted."}, CardState.SUBMITTED)
    assert seal_holds(place.card)


def test_the_page_says_until_when_and_offers_no_level(client):
    place = make_place()
    client.force_login(place.person)
    client.post(place.address("card_ratings"), place.posted(place.answers(2, 4)))
    page = client.get(place.address())
    assert "Your ratings are sealed, the notes are open" in text_of(page)
    levels = [line for line in page.content.decode().split("<input") if 'name="level-' in line]
    assert all("disabled" in line for line in levels)
    assert len(levels) == 12


def test_a_second_first_step_is_told(client):
    place = make_place()
    card = rated(place, 2, 4)
    with pytest.raises(AlreadyDone, match="sealed already"):
        seal_ratings(card=card, seen_version=card.version, by=place.person, now=timezone.now())


def test_whoever_sealed_the_ratings_cannot_decline():
    place = make_place()
    rated(place, 2, 4)
    with pytest.raises(Refused, match="cannot decline"):
        decline_card(
            interview=place.interview,
            application=place.application,
            by=place.person,
            reason=DeclineReason.CONFLICT,
            note="",
            now=timezone.now(),
        )


def test_missing_examples_hold_the_last_step_but_not_the_clock():
    place = make_place()
    card = rated(place, 5, 3)
    result = submit_card(card=card, seen_version=card.version, by=place.person, now=timezone.now())
    assert isinstance(result, Unfinished)
    assert seal_overdue(now=card.notes_until) == 1
    card = place.card
    assert (card.state, card.sealed_by_itself, card.closed_at) == (CardState.SUBMITTED, True, card.notes_until)
    assert seal_holds(card)


def test_before_its_time_nothing_seals_itself_and_twice_is_once():
    place = make_place()
    card = rated(place, 2, 4)
    assert seal_overdue(now=card.notes_until - timedelta(seconds=1)) == 0
    assert [seal_overdue(now=card.notes_until), seal_overdue(now=card.notes_until)] == [1, 0]


def test_the_task_seals_what_was_missed_while_nothing_ran():
    place = make_place()
    rated(place, 2, 4, now=timezone.now() - timedelta(days=30))
    assert seal_overdue_task() == 1
    assert place.card.state == CardState.SUBMITTED


def test_a_card_seals_itself_after_its_meeting_was_cancelled_too():
    place = make_place()
    card = rated(place, 2, 4)
    Interview.objects.update(state=InterviewState.CANCELLED)
    assert seal_overdue(now=card.notes_until) == 1


def test_a_save_after_the_time_is_refused_and_says_when_it_ended():
    place = make_place()
    card = rated(place, 2, 4, now=timezone.now() - timedelta(days=30))
    with pytest.raises(Refused, match="time for notes ended at 12:00"):
        place.save(place.answers(2, 4, text="Too late"), seen=card.version)


REFUSED = {
    "level": lambda: Rating.objects.update(level=1),
    "rating added": lambda: Rating.objects.all().delete(),
    "recommendation": lambda: Scorecard.objects.update(recommendation="strong_no"),
    "time": lambda: Scorecard.objects.update(notes_until=timezone.now() + timedelta(days=9)),
    "unsealed": lambda: Scorecard.objects.update(ratings_sealed_at=None, notes_until=None, ratings_digest=""),
    "card": lambda: Scorecard.objects.all().delete(),
    "new error": lambda: CriticalError.objects.create(scorecard=Scorecard.objects.get(), kind="rudeness"),
    "marks": lambda: ExerciseResult.objects.update(marks={"c1": "1"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_keeps_what_the_first_step_sealed(name):
    place = make_place()
    exercise = make_kit_exercise(place.interview.stage)
    marked = replace(place.answers(2, 4, text=""), results={exercise.pk: Result(marks={"c1": "4"})})
    card = place.save(marked)
    seal_ratings(card=card, seen_version=card.version, by=place.person, now=timezone.now())
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        REFUSED[name]()


def test_the_writer_owes_nothing_more_and_the_gate_counts_the_card_as_in():
    place = make_place()
    rated(place, 2, 4)
    target = place.application.vacancy.stages.get(key="offer")
    assert owed_cards(now=timezone.now()) == []
    assert scorecard_gate(place.application, target) == []
    assert cards_in([place.application]) == {place.application.pk: (1, 1)}


def test_the_decision_waits_for_the_whole_card():
    place = make_place()
    make_card(place.interview, make_seat(place.interview, make_user(Role.INTERVIEWER)).interviewer)
    place.application.vacancy.stages.filter(key="manager").update(requires_scorecards=False)
    place.application.stage = place.application.vacancy.stages.get(key="offer")
    place.application.save()
    card = rated(place, 2, 4)
    assert awaiting_decision(now=timezone.now()) == []
    seal_overdue(now=card.notes_until)
    assert [one.application for one in awaiting_decision(now=timezone.now())] == [place.application]


def test_colleagues_ratings_open_with_the_whole_card_only():
    place = make_place()
    theirs = make_card(place.interview, make_seat(place.interview, make_user(Role.INTERVIEWER)).interviewer)
    card = rated(place, 2, 4)
    assert theirs not in Scorecard.objects.visible_to(place.person)
    assert card not in Scorecard.objects.visible_to(theirs.interviewer)
    seal_overdue(now=card.notes_until)
    assert theirs in Scorecard.objects.visible_to(place.person)
    assert card in Scorecard.objects.visible_to(theirs.interviewer)


@pytest.mark.django_db(transaction=True)
def test_the_clock_and_the_writer_at_once_seal_it_once():
    place = make_place()
    card = rated(place, 2, 4)
    just_before, over = card.notes_until - timedelta(seconds=1), card.notes_until
    done = at_once(
        lambda: seal_overdue(now=over),
        lambda: submit_card(card=card, seen_version=card.version, by=place.person, now=just_before),
    )
    assert place.card.state == CardState.SUBMITTED
    assert done[0] == 0 or isinstance(done[1], AlreadyDone)
    assert seal_holds(place.card)
