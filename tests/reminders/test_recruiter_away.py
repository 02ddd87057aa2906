"""When nobody is left to run a vacancy, the administrators name who stands in."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.leave import call_off_leave
from accounts.enums import Role
from recruiting.domain.substituting import follow_leaves
from recruiting.enums import TeamFunction
from reminders.domain.duties.recruiter_away import RecruiterAway
from reminders.domain.engine import remind
from tests.factories import make_application, make_user, make_vacancy
from tests.factories.leaves import make_leave

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # Wednesday noon in Chișinău
DAY = timedelta(days=1)


@pytest.fixture
def recruiter():
    return make_user(Role.HR, full_name="Rita")


@pytest.fixture
def admin():
    return make_user(Role.ADMIN)


@pytest.fixture
def vacancy(recruiter):
    row = make_vacancy(recruiter=recruiter, opened_at=NOW)
    make_application(row, applied_at=NOW)
    return row


def leave(person, *, days=20, substitute=None):
    return make_leave(person, substitute, first_day=NOW.date(), days=days, now=NOW - 3 * DAY)


def owed() -> list[tuple]:
    return [(duty.owner, duty.subject, duty.others) for duty in RecruiterAway().owed(now=NOW)]


def test_the_administrators_are_asked_until_the_return(vacancy, recruiter, admin):
    made = leave(recruiter)
    assert owed() == [(admin, f"vacancy:{vacancy.pk}", ("Rita",))]
    call_off_leave(leave=made, by=recruiter, now=NOW)
    assert owed() == []


def test_not_when_somebody_stands_in(vacancy, recruiter, admin):
    leave(recruiter, substitute=make_user(Role.HR))
    follow_leaves(NOW)
    assert owed() == []


def test_not_while_another_recruiter_is_there(vacancy, recruiter, admin):
    vacancy.members.create(user=make_user(Role.HR), function=TeamFunction.RECRUITER)
    leave(recruiter)
    assert owed() == []


def test_not_for_a_vacancy_without_anybody_in_work(recruiter, admin):
    make_vacancy(recruiter=recruiter, opened_at=NOW)
    leave(recruiter)
    assert owed() == []


def test_a_day_off_is_no_matter_and_a_long_leave_is_told_again(vacancy, recruiter, admin, only):
    only("recruiter_away")
    leave(recruiter, days=1)
    assert days(range(5)) == []
    make_leave(recruiter, first_day=(NOW + 5 * DAY).date(), days=14, now=NOW)
    assert days(range(5, 22)) == [6, 13]


def days(asked) -> list[int]:
    """On which days such mails come."""
    return [day for day in asked for one in remind(now=NOW + day * DAY) if one.duty.kind == "recruiter_away"]
