"""A decision that nobody of the team may take is a duty of whoever can bring somebody in."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from recruiting.enums import TeamFunction
from reminders.domain.duties.decider_missing import DeciderMissing
from reminders.domain.duties.decision_waiting import DecisionWaiting
from reminders.domain.engine import remind
from scorecards.domain.taking_back import take_back
from scorecards.enums import CardState, DeclineReason
from scorecards.models import Scorecard
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)  # Wednesday, eleven in Chișinău


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def manager():
    return make_user(Role.HIRING_MANAGER, full_name="Mara Manager")


@pytest.fixture
def ready(recruiter, manager):
    """Every card of the last stage is in."""
    vacancy = make_vacancy(recruiter=recruiter, hiring_manager=manager, opened_at=NOW - timedelta(days=30))
    application = make_application(vacancy, stage="manager")
    interviewer = make_user(Role.INTERVIEWER)
    meeting = make_interview(
        application, interviewer, manager, starts_at=NOW - timedelta(days=1), stage=application.stage
    )
    make_card(meeting, interviewer, at=NOW - timedelta(hours=20))
    return application


def conflict(application, manager) -> Scorecard:
    meeting = application.attendances.get().interview
    card = make_card(meeting, manager, submitted=False)
    Scorecard.objects.filter(pk=card.pk).update(
        state=CardState.DECLINED, decline_reason=DeclineReason.CONFLICT, closed_at=NOW - timedelta(hours=19)
    )
    return Scorecard.objects.get(pk=card.pk)


def owed(now=NOW, **who):
    return [(duty.owner, duty.subject, duty.others) for duty in DeciderMissing().owed(now=now, **who)]


def test_the_recruiter_is_asked_when_the_only_hiring_manager_has_a_conflict(ready, recruiter, manager):
    conflict(ready, manager)
    assert DecisionWaiting().owed(now=NOW) == []
    assert owed() == [(recruiter, f"application:{ready.pk}", ("Mara Manager",))]
    assert owed(user=manager) == []


def test_over_with_another_hiring_manager_who_is_asked_then(ready, manager):
    conflict(ready, manager)
    another = make_user(Role.HIRING_MANAGER)
    ready.vacancy.members.create(user=another, function=TeamFunction.HIRING_MANAGER)
    assert owed() == []
    assert [duty.owner for duty in DecisionWaiting().owed(now=NOW)] == [another]


def test_not_while_somebody_may_decide(ready):
    assert owed() == []


def test_over_when_the_conflict_is_taken_back(ready, recruiter, manager):
    card = conflict(ready, manager)
    take_back(declared=card, reason="Another Ana.", by=recruiter, now=NOW)
    assert owed() == []


def test_a_hiring_manager_who_cannot_log_in_decides_nothing(ready, recruiter, manager):
    conflict(ready, manager)
    manager.is_active = False
    manager.save()
    assert owed() == [(recruiter, f"application:{ready.pk}", ())]


def test_a_hiring_manager_who_is_away_for_days_with_nobody_instead(ready, recruiter, manager):
    make_card(ready.attendances.get().interview, manager, at=NOW - timedelta(hours=19))
    make_leave(manager, first_day=NOW.date(), days=10, now=NOW - timedelta(days=1))
    (duty,) = DeciderMissing().owed(now=NOW)
    assert (duty.owner, duty.others, duty.absent) == (recruiter, (), ("Mara Manager",))
    (written,) = [one for one in remind(now=NOW) if one.duty.kind == "decider_missing"]
    assert "Away, with nobody standing in: Mara Manager." in " ".join(written.message.body.split())
    assert owed(NOW + timedelta(days=8)) == []


def test_a_leave_of_two_days_can_be_waited_for(ready, manager):
    make_card(ready.attendances.get().interview, manager, at=NOW - timedelta(hours=19))
    make_leave(manager, first_day=NOW.date(), days=2, now=NOW - timedelta(days=1))
    assert owed() == []


def test_without_a_recruiter_the_administrators_are_asked(ready, recruiter, manager):
    conflict(ready, manager)
    admin = make_user(Role.ADMIN)
    assert [owner for owner, *_more in owed()] == [recruiter]
    recruiter.is_active = False
    recruiter.save()
    assert owed() == [(admin, f"application:{ready.pk}", ("Mara Manager",))]
    (written,) = [one for one in remind(now=NOW) if one.duty.kind == "decider_missing"]
    assert "Hand it over to a recruiter" in written.message.body


def test_the_mail_says_why_and_comes_again_after_a_working_week(ready, recruiter, manager, only):
    only("decider_missing")
    conflict(ready, manager)
    mailed = {}
    for day in range(15):
        for one in remind(now=NOW + timedelta(days=day)):
            if one.duty.kind == "decider_missing":
                mailed[day] = one.message
    assert list(mailed) == [0, 7, 14]
    assert mailed[0].recipient == recruiter
    assert "a conflict of interest was declared by Mara Manager" in " ".join(mailed[0].body.split())
