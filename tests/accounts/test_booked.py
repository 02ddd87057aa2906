"""Whoever writes a leave down sees how many planned meetings fall into it, and nothing else of them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.domain.booked import leaves_ahead
from accounts.domain.leave import call_off_leave
from accounts.enums import Role
from accounts.models import User
from recruiting.enums import Answer, InterviewState
from tests.factories import make_application, make_attendance, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def person() -> User:
    return make_user(Role.INTERVIEWER, time_zone="UTC")


def meet(person: User, *, days: float, title="Night shift", **changes):
    application = make_application(make_vacancy(title=title))
    return make_interview(application, person, starts_at=timezone.now() + days * DAY, **changes)


def counts(person: User) -> list[int]:
    return [meetings for _leave, meetings in leaves_ahead(person, timezone.now())]


def test_planned_meetings_of_these_days_count_and_no_others(person):
    make_leave(person)
    make_leave(person, first_day=(timezone.now() + 20 * DAY).date(), days=2)
    assert counts(person) == [0, 0]
    group = meet(person, days=1)
    make_attendance(group, make_application(group.vacancy))
    meet(person, days=2)
    meet(person, days=10)
    meet(make_user(), days=1)
    assert counts(person) == [2, 0]


@pytest.mark.parametrize("state", [InterviewState.CANCELLED, InterviewState.HELD])
def test_not_those_that_are_no_longer_ahead(person, state):
    make_leave(person)
    meet(person, days=1, state=state)
    declined = meet(person, days=2)
    declined.seats.update(answer=Answer.DECLINED)
    gone = meet(person, days=3)
    gone.seats.update(removed_at=timezone.now())
    assert counts(person) == [0]


def test_a_meeting_that_is_running_counts(person):
    make_leave(person)
    meet(person, days=-0.01)
    meet(person, days=-0.1)
    assert counts(person) == [1]


def test_a_leave_that_was_called_off_is_not_counted(person):
    meet(person, days=1)
    call_off_leave(leave=make_leave(person), by=person, now=timezone.now())
    assert counts(person) == []


def test_the_person_is_led_to_their_interviews(client, person):
    meet(person, days=1)
    client.force_login(person)
    day = (timezone.now() + DAY).date().isoformat()
    sent = {"first_day": day, "last_day": day, "substitute": ""}
    html = client.post(reverse("accounts:leave"), sent, follow=True).content.decode()
    assert "1 interview is planned in these days" in html
    assert f"{reverse('recruiting:interviews')}?whose=mine" in html
    assert "Night shift" not in html


def test_an_administrator_reads_the_number_only(client, person):
    meet(person, days=1)
    meet(person, days=2)
    make_leave(person)
    client.force_login(make_user(Role.ADMIN))
    html = client.get(reverse("accounts:person", args=[person.pk])).content.decode()
    assert ("2 interviews are planned in these days" in html, "?whose=mine" in html) == (True, False)


def test_many_leaves_are_counted_in_as_many_queries(person, django_assert_num_queries):
    for number in range(4):
        make_leave(person, first_day=(timezone.now() + (1 + 3 * number) * DAY).date(), days=1)
        meet(person, days=1 + 3 * number)
    with django_assert_num_queries(2):
        leaves_ahead(person, timezone.now())
