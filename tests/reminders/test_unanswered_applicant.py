"""Whoever applied by themselves and has heard nothing from us is answered by the recruiter."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from accounts.models import User
from outbox.models import OutboundMessage
from recruiting.domain.answering import unanswered
from recruiting.enums import ApplicationState, CallOutcome, Source
from recruiting.models import Application, Letter
from reminders.domain.duties.unanswered_applicant import UnansweredApplicant
from reminders.domain.engine import remind
from tests.factories import make_application, make_interview, make_message, make_user, make_vacancy
from tests.factories.letters import make_call, make_letter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def waiting(recruiter):
    vacancy = make_vacancy(recruiter=recruiter, opened_at=NOW - timedelta(days=30))
    return make_application(vacancy, applied_at=NOW - timedelta(days=3))


def owed(now=NOW) -> list[tuple[User | None, str]]:
    return [(duty.owner, duty.subject) for duty in UnansweredApplicant().owed(now=now, user=None)]


def test_after_two_days_without_a_word(waiting, recruiter):
    assert owed() == [(recruiter, f"application:{waiting.pk}")]
    assert owed(NOW - timedelta(days=1, minutes=1)) == []


def test_a_letter_a_meeting_a_move_or_the_end_is_an_answer(waiting):
    letter = Letter.objects.create(application=waiting, message=make_message())
    assert owed() == []
    letter.delete()
    meeting = make_interview(waiting, starts_at=NOW + timedelta(hours=20))
    assert owed() == []
    meeting.delete()
    assert len(owed()) == 1
    Application.objects.filter(pk=waiting.pk).update(revision=1)
    assert owed() == []
    Application.objects.filter(pk=waiting.pk).update(revision=0)
    Application.objects.filter(pk=waiting.pk).update(
        state=ApplicationState.REJECTED, closed_at=NOW, no_letter_reason="Told by phone"
    )
    assert owed() == []


def test_whoever_was_reached_by_phone_has_heard(waiting, recruiter):
    make_call(waiting, by=recruiter, outcome=CallOutcome.NO_ANSWER)
    assert len(owed()) == 1
    make_call(waiting, by=recruiter)
    assert owed() == []


@pytest.mark.parametrize("state", ["held", "cancelled", "failed", "returned", "uncertain"])
def test_a_letter_that_nobody_got_is_no_answer(waiting, recruiter, state):
    make_letter(waiting, state)
    assert owed() == [(recruiter, f"application:{waiting.pk}")]
    assert unanswered(Application.objects.all()).get() == waiting


def test_a_letter_that_did_not_arrive_is_told_though_the_silence_before_it_was(waiting, only):
    only("unanswered_applicant")

    def told(day) -> int:
        return len([one for one in remind(now=NOW + timedelta(days=day)) if one.duty.kind == "unanswered_applicant"])

    assert told(0) == 1
    letter = make_letter(waiting, "waiting")
    assert told(1) == 0
    OutboundMessage.objects.filter(pk=letter.message_id).update(state="returned")
    assert [told(2), told(5)] == [1, 0]


def test_not_for_whom_the_recruiter_found(waiting):
    Application.objects.filter(pk=waiting.pk).update(source=Source.SEARCH)
    assert owed() == []
