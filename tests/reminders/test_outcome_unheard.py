"""Somebody whose closing letter came back is owed the outcome until they have heard it."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from outbox.models import OutboundMessage
from recruiting.models import Application
from reminders.domain.duties.outcome_unheard import OutcomeUnheard
from reminders.domain.engine import remind
from tests.factories import make_application, make_user, make_vacancy
from tests.factories.letters import make_call, make_letter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # Wednesday noon in Chișinău
DAY = timedelta(days=1)


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def closed(recruiter) -> Application:
    vacancy = make_vacancy(recruiter=recruiter, opened_at=NOW - 30 * DAY)
    return make_application(vacancy, state="rejected", closed_at=NOW - 2 * DAY, applied_at=NOW - 20 * DAY)


def letter(application, state="returned", at=NOW - DAY):
    row = make_letter(application, closing=True)
    OutboundMessage.objects.filter(pk=row.message_id).update(state=state, created_at=at)
    Application.objects.filter(pk=application.pk).update(no_letter_reason="")
    return row


def owed() -> list[tuple]:
    return [(duty.owner, duty.subject, duty.schedule) for duty in OutcomeUnheard().owed(now=NOW)]


@pytest.mark.parametrize("state", ["returned", "failed", "uncertain"])
def test_the_recruiter_is_asked_to_reach_them_another_way(closed, recruiter, state):
    row = letter(closed, state)
    assert owed() == [(recruiter, f"application:{closed.pk}", f"letter:{row.pk}")]


def test_also_when_the_vacancy_is_closed(closed, recruiter):
    letter(closed)
    type(closed.vacancy).objects.update(state="closed")
    assert [owner for owner, *_more in owed()] == [recruiter]


@pytest.mark.parametrize("state", ["sent", "waiting"])
def test_not_for_a_letter_that_leaves(closed, state):
    letter(closed, state)
    assert owed() == []


def test_over_with_a_letter_sent_again(closed):
    letter(closed)
    letter(closed, "sent", at=NOW)
    assert owed() == []


def test_over_with_a_call_that_told_the_outcome_and_no_other(closed, recruiter):
    letter(closed)
    make_call(closed, by=recruiter, at=NOW)
    assert len(owed()) == 1
    make_call(closed, by=recruiter, at=NOW, told_outcome=True)
    assert owed() == []


def test_a_letter_of_before_the_closing_says_no_outcome(closed):
    letter(closed, at=NOW - 5 * DAY)
    assert owed() == []


def test_it_comes_by_rhythm_and_a_second_lost_letter_begins_anew(closed, recruiter, only):
    only("outcome_unheard")
    letter(closed)
    assert days(range(9)) == [0, 7]
    letter(closed, at=NOW + 9 * DAY)
    assert days(range(10, 17)) == [12]
    type(closed).objects.update(no_letter_reason="Told on the phone.")
    assert days(range(17, 30)) == []


def days(asked) -> list[int]:
    """On which days such mails come."""
    return [day for day in asked for one in remind(now=NOW + day * DAY) if one.duty.kind == "outcome_unheard"]
