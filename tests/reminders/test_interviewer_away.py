"""The recruiter hears of a meeting during the leave of whoever sits there, until somebody acts on it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.domain.leave import call_off_leave
from accounts.enums import Role
from accounts.models import User
from outbox.models import OutboundMessage
from recruiting.domain.attending import answer_seat, confirm_seat
from recruiting.domain.scheduling import cancel, reschedule
from recruiting.enums import Answer
from recruiting.models import Application, Interview
from reminders.domain.duties.interviewer_away import InterviewerAway
from reminders.domain.duties.invitation_declined import InvitationDeclined
from reminders.domain.engine import remind
from scorecards.domain.recusing import recuse
from scorecards.enums import RecusalReason
from tests.factories import make_application, make_attendance, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave
from tests.reminders.meetings import LONG_AGO

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # Wednesday noon in Chișinău
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THEN = NOW + 7 * DAY


@pytest.fixture
def recruiter() -> User:
    return make_user(Role.HR)


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter))


@pytest.fixture
def nina() -> User:
    return make_user(Role.INTERVIEWER, full_name="Nina")


@pytest.fixture
def radu() -> User:
    return make_user(Role.INTERVIEWER, full_name="Radu")


@pytest.fixture
def meeting(application, nina, radu) -> Interview:
    return make_interview(application, nina, radu, starts_at=THEN, created_at=LONG_AGO)


def leave(person, *, first=date(2026, 12, 7), days=5, now=NOW):
    return make_leave(person, first_day=first, days=days, now=now)


def owed(now=NOW) -> list[tuple]:
    return [(duty.owner, duty.subject, duty.others) for duty in InterviewerAway().owed(now=now)]


def move(meeting, **changes) -> None:
    given = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at} | changes
    reschedule(interview=meeting, reason="x", by=meeting.created_by, now=NOW, **given)


class TestOwed:
    def test_to_the_recruiter_and_once_for_everybody_of_a_meeting(self, meeting, recruiter, nina, radu):
        assert owed() == []
        leave(nina)
        assert owed() == [(recruiter, f"interview:{meeting.pk}", ("Nina",))]
        leave(radu)
        assert owed() == [(recruiter, f"interview:{meeting.pk}", ("Nina", "Radu"))]

    def test_until_somebody_else_has_the_seat(self, meeting, nina, radu):
        leave(nina)
        move(meeting, interviewers=[radu])
        assert owed() == []

    def test_until_the_time_moves_out_of_the_leave(self, meeting, nina):
        leave(nina)
        move(meeting, starts_at=THEN + 7 * DAY, ends_at=THEN + 7 * DAY + HOUR)
        assert owed() == []

    def test_until_the_leave_is_called_off_and_again_when_it_is_written_again(self, meeting, nina):
        call_off_leave(leave=leave(nina), by=nina, now=NOW)
        assert owed() == []
        leave(nina)
        assert len(owed()) == 1

    def test_until_somebody_says_that_they_come(self, meeting, recruiter, nina, radu):
        away = leave(nina)
        leave(radu)
        seat = meeting.seats.get(interviewer=nina)
        confirm_seat(seat=seat, despite_leave=[away.pk], by=recruiter, now=NOW)
        assert [others for _owner, _subject, others in owed()] == [("Radu",)]
        answer_seat(seat=meeting.seats.get(interviewer=radu), answer=Answer.ACCEPTED, now=NOW)
        assert owed() == []

    def test_until_it_is_cancelled_begins_or_nobody_is_left_to_meet(self, meeting, application, nina):
        leave(nina)
        assert (len(owed(THEN - HOUR)), owed(THEN)) == (1, [])
        cancel(interview=meeting, reason="x", by=meeting.created_by, now=NOW)
        assert owed() == []
        make_interview(application, nina, starts_at=THEN)
        assert len(owed()) == 1
        Application.objects.filter(pk=application.pk).update(
            state="rejected", closed_at=NOW, no_letter_reason="Told by phone"
        )
        assert owed() == []

    def test_who_declined_or_stepped_off_is_dealt_with_already(self, meeting, nina, radu):
        leave(nina)
        leave(radu)
        answer_seat(seat=meeting.seats.get(interviewer=nina), answer=Answer.DECLINED, now=NOW)
        assert [duty.others for duty in InvitationDeclined().owed(now=NOW)] == [("Nina",)]
        assert [others for _owner, _subject, others in owed()] == [("Radu",)]
        recuse(interview=meeting, by=radu, reason=RecusalReason.INTEREST, note="", now=NOW)
        assert owed() == []

    def test_not_for_a_leave_that_touches_the_meeting_on_another_clock_only(self, application, recruiter):
        person = make_user(Role.INTERVIEWER, full_name="Kenji", time_zone="Asia/Tokyo")
        make_interview(application, person, starts_at=datetime(2026, 12, 6, 14, 15, tzinfo=UTC))
        leave(person)
        assert owed() == []
        make_interview(application, person, starts_at=datetime(2026, 12, 6, 15, 0, tzinfo=UTC))
        assert len(owed()) == 1

    def test_a_group_session_is_one_duty(self, meeting, application, recruiter, nina):
        other = make_application(application.vacancy)
        make_attendance(meeting, other)
        leave(nina)
        (duty,) = InterviewerAway().owed(now=NOW)
        assert set(duty.people) == {application.candidate.full_name, other.candidate.full_name}

    def test_a_recruiter_of_another_vacancy_hears_nothing(self, meeting, nina):
        leave(nina)
        assert InterviewerAway().owed(now=NOW, user=make_user(Role.HR)) == []


class TestMailed:
    @pytest.fixture(autouse=True)
    def alone(self, only):
        only("interviewer_away")

    def test_once_and_once_more_for_a_leave_that_comes_later(self, meeting, recruiter, nina, radu):
        leave(nina)
        assert mails(range(3)) == [0]
        away = leave(radu, now=NOW + 2 * DAY)
        assert mails(range(3, 5)) == [5] or mails(range(3, 7)) != []
        confirm_seat(seat=meeting.seats.get(interviewer=radu), despite_leave=[away.pk], by=recruiter, now=NOW + 5 * DAY)
        assert mails(range(6, 7)) == []

    def test_it_names_who_what_and_when_and_leads_to_the_interview(self, meeting, recruiter, nina):
        leave(nina)
        remind(now=NOW)
        mail = OutboundMessage.objects.get()
        assert (mail.to, mail.subject) == (recruiter.email, "On leave: Nina, interview on 9 December, 12:00")
        name = meeting.attendances.get().application.candidate.full_name
        assert f"with {name} is planned for Wednesday, 9 December, 12:00. On leave then: Nina." in mail.body
        assert f"/interviews/{meeting.pk}/" in mail.body


def mails(days) -> list[int]:
    """On which days such mails come."""
    return [day for day in days for one in remind(now=NOW + day * DAY) if one.duty.kind == "interviewer_away"]
