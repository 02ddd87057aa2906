"""Who owes a card now: one line a case, from a seat whose meeting is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from recruiting.enums import Answer, InterviewState, Presence
from scorecards.domain.owed import owed_cards
from scorecards.enums import CardState, DeclineReason
from scorecards.models import Scorecard
from tests.factories import make_application, make_attendance, make_card, make_interview, make_seat, make_user
from tests.scorecards.places import close, make_place

pytestmark = pytest.mark.django_db


def owes(place) -> bool:
    rows = owed_cards(now=timezone.now())
    return [(row.interview, row.application, row.interviewer) for row in rows] == [
        (place.interview, place.application, place.person)
    ]


def change(objects, **fields) -> None:
    objects.update(**fields)


def declined(place) -> None:
    card = make_card(place.interview, place.person, submitted=False)
    Scorecard.objects.filter(pk=card.pk).update(state=CardState.DECLINED, decline_reason=DeclineReason.CONFLICT)


def draft_of_closed(place) -> None:
    make_card(place.interview, place.person, submitted=False)
    close(place.application)


def meeting(place, **fields) -> None:
    type(place.interview).objects.filter(pk=place.interview.pk).update(**fields)


def later(place) -> None:
    now = timezone.now()
    meeting(place, starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(minutes=35))


CASES = {
    "after the meeting": (lambda place: None, True),
    "held": (lambda place: meeting(place, state=InterviewState.HELD), True),
    "draft": (lambda place: make_card(place.interview, place.person, submitted=False), True),
    "during the meeting": (later, False),
    "submitted": (lambda place: make_card(place.interview, place.person), False),
    "declined": (declined, False),
    "cancelled": (lambda place: meeting(place, state=InterviewState.CANCELLED), False),
    "technical failure": (lambda place: meeting(place, state=InterviewState.TECHNICAL_FAILURE), False),
    "seat removed": (lambda place: change(place.interview.seats, removed_at=timezone.now()), False),
    "interviewer absent": (lambda place: change(place.interview.seats, presence=Presence.NO_SHOW), False),
    "interviewer said no beforehand": (lambda place: change(place.interview.seats, answer=Answer.DECLINED), False),
    "candidate absent": (lambda place: change(place.interview.attendances, presence=Presence.NO_SHOW), False),
    "closed before it was begun": (lambda place: close(place.application), False),
    "closed after it was begun": (draft_of_closed, True),
    "stage without competencies": (lambda place: place.interview.stage.covers.clear(), False),
    "another person's card": (lambda place: make_card(place.interview, make_user(Role.HR)), True),
}


@pytest.mark.parametrize("case", CASES)
def test_owed(case):
    place = make_place()
    happen, expected = CASES[case]
    happen(place)
    assert owes(place) is expected


def test_card_on_another_meeting_of_the_same_stage_settles_nothing_here():
    place = make_place()
    earlier = make_interview(place.application, place.person, starts_at=timezone.now() - timedelta(days=1))
    make_card(earlier, place.person)
    assert owes(place)


def test_every_candidate_of_a_group_session_is_owed_a_card():
    place = make_place()
    other = make_application(place.application.vacancy)
    make_attendance(place.interview, other)
    make_card(place.interview, place.person, application=other)
    absent = make_application(place.application.vacancy)
    make_attendance(place.interview, absent, presence=Presence.NO_SHOW)
    assert owes(place)


def test_narrowed_to_a_person_and_to_vacancies():
    place, other = make_place(), make_place()
    make_seat(place.interview, other_person := make_user(Role.INTERVIEWER))
    now = timezone.now()
    assert [row.interview for row in owed_cards(now=now, user=other_person)] == [place.interview]
    assert [row.interviewer for row in owed_cards(now=now, vacancies=[other.interview.vacancy])] == [other.person]


def test_rows_say_whether_a_draft_exists():
    place = make_place()
    make_card(place.interview, place.person, submitted=False)
    assert [row.begun for row in owed_cards(now=timezone.now())] == [True]


def test_queries_do_not_grow_with_the_rows(django_assert_num_queries):
    for _ in range(3):
        make_place()
    with django_assert_num_queries(2):
        rows = owed_cards(now=timezone.now())
        words = [
            (row.interviewer.full_name, row.application.candidate.full_name, row.interview.stage.name, row.seat.pk)
            for row in rows
        ]
    assert len(words) == 3
