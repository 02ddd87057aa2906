"""Somebody on leave with nobody standing in: mails wait for the return, nothing is lost and nothing comes twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.domain.leave import call_off_leave
from accounts.domain.standing_in import away_until, back_lately
from accounts.enums import Role
from reminders.domain.engine import remind
from reminders.domain.explaining import explain
from reminders.domain.finding import note
from reminders.enums import Decided
from reminders.models import Delivery, Rule
from tests.factories import make_application, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # Wednesday noon in Chișinău
DAY = timedelta(days=1)


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def stuck(recruiter):
    """Past the limit of its stage from tomorrow on."""
    vacancy = make_vacancy(recruiter=recruiter, opened_at=NOW)
    return make_application(vacancy, stage_since=NOW - 5 * DAY, applied_at=NOW, revision=1)


def leave(person, *, days: int, first: date | None = None):
    return make_leave(person, first_day=first or NOW.date(), days=days, now=NOW - 3 * DAY)


def mails(person, kind: str, days) -> list[int]:
    """On which of the days, counted from now on, such mails come."""
    return [
        day for day in days for one in remind(now=NOW + day * DAY) if one.duty.owner == person and one.duty.kind == kind
    ]


def said(person, kind: str, day: int) -> tuple:
    (reason,) = [one for one in explain(user=person, at=NOW + day * DAY) if one.kind.key == kind]
    return reason.decided, reason.words, reason.at


def test_a_mail_waits_for_the_return_and_comes_once(stuck, recruiter, only):
    only("stage_overdue")
    made = leave(recruiter, days=6)  # until Monday
    assert mails(recruiter, "stage_overdue", range(14)) == [6]
    assert made.period.upper == datetime(2026, 12, 7, 22, 0, tzinfo=UTC)


def test_what_was_mailed_before_the_leave_is_not_mailed_after_it(stuck, recruiter, only):
    only("stage_overdue")
    leave(recruiter, days=3, first=NOW.date() + 6 * DAY)
    assert mails(recruiter, "stage_overdue", range(14)) == [1]


def test_a_line_that_is_noted_already_waits_to_be_written(stuck, recruiter):
    assert note(now=NOW + timedelta(hours=22)) == 1
    leave(recruiter, days=5, first=NOW.date() + 2 * DAY)
    assert mails(recruiter, "stage_overdue", range(2, 10)) == [7]


def test_the_scorecards_of_a_long_leave_are_mailed_at_the_return(only):
    only("scorecard_due")
    person = make_user(Role.INTERVIEWER)
    vacancy = make_vacancy(opened_at=NOW)
    make_interview(make_application(vacancy, applied_at=NOW), person, starts_at=NOW - timedelta(hours=3))
    leave(person, days=26)  # the series of eleven ends meanwhile
    found = mails(person, "scorecard_due", range(40))
    assert found == [26]


@pytest.mark.parametrize(("days", "gap", "more"), [(20, 0, 6), (17, 2, 7)], ids=["at once", "after a weekend"])
def test_leaves_that_follow_one_another_are_one_return(only, days, gap, more):
    """The series ends in the first of them; the weekend between has no working morning."""
    only("scorecard_due")
    person = make_user(Role.INTERVIEWER)
    vacancy = make_vacancy(opened_at=NOW)
    make_interview(make_application(vacancy, applied_at=NOW), person, starts_at=NOW - timedelta(hours=3))
    leave(person, days=days)
    leave(person, days=more, first=NOW.date() + (days + gap) * DAY)
    assert mails(person, "scorecard_due", [days, days + 1, 26, 27]) == [26]


def test_a_leave_that_is_written_anew_while_it_lasts_is_one_leave(recruiter):
    made = leave(recruiter, days=10)
    call_off_leave(leave=made, by=recruiter, now=NOW + 5 * DAY)
    longer = leave(recruiter, days=40, first=NOW.date() + 5 * DAY)
    back = longer.period.upper
    assert back_lately(back + DAY) == {recruiter.pk: (made.period.lower, back)}


def test_a_working_day_between_makes_two_leaves(recruiter):
    leave(recruiter, days=5)  # until Sunday
    second = leave(recruiter, days=3, first=NOW.date() + 6 * DAY)
    back = second.period.upper
    assert back_lately(back + DAY) == {recruiter.pk: (second.period.lower, back)}


def test_what_was_held_for_the_return_does_not_follow_the_mail_of_the_return(only):
    only("scorecard_due")
    person = make_user(Role.INTERVIEWER, reminder_digest=True)
    vacancy = make_vacancy(opened_at=NOW)
    Rule.objects.create(vacancy=vacancy, kind="scorecard_due", every=5, most=10)
    make_interview(make_application(vacancy, applied_at=NOW), person, starts_at=NOW - timedelta(hours=3))
    assert note(now=NOW) == 1  # for the mail of Thursday morning
    leave(person, days=8, first=NOW.date() + DAY)
    last_look, morning = datetime(2026, 12, 10, 19, 8, tzinfo=UTC), datetime(2026, 12, 11, 7, 0, tzinfo=UTC)
    rounds = [last_look, morning, morning + timedelta(minutes=10), morning + 3 * DAY]
    assert [len(remind(now=at)) for at in rounds] == [0, 1, 0, 0]
    assert [line.stopped for line in Delivery.objects.order_by("due_at")] == ["overtaken", ""]


def test_who_comes_back_early_is_mailed_then(stuck, recruiter, only):
    only("stage_overdue")
    made = leave(recruiter, days=30)
    assert mails(recruiter, "stage_overdue", range(5)) == []
    call_off_leave(leave=made, by=recruiter, now=NOW + 5 * DAY)
    assert mails(recruiter, "stage_overdue", range(5, 12)) == [5]


def test_it_is_explained(stuck, recruiter):
    made = leave(recruiter, days=6)
    words = "You are away and nobody stands in: the mail waits for your return."
    assert said(recruiter, "stage_overdue", 1) == (Decided.AWAY, words, made.period.upper)
    assert said(recruiter, "stage_overdue", 6)[0] == Decided.DUE
    mails(recruiter, "stage_overdue", [6])
    assert said(recruiter, "stage_overdue", 7)[0] == Decided.WRITTEN


def test_who_is_away_and_who_came_back(recruiter):
    made = leave(recruiter, days=2)
    span = made.period.lower, made.period.upper
    assert [away_until(NOW), back_lately(NOW)] == [{recruiter.pk: span[1]}, {}]
    assert [away_until(NOW + 2 * DAY), back_lately(NOW + 2 * DAY)] == [{}, {recruiter.pk: span}]
    assert back_lately(NOW + 40 * DAY) == {}
