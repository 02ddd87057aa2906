"""Whoever is on leave at the time of a meeting is named before they are seated, and comes when somebody says so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.domain.handing_over import Span, hand_over
from accounts.domain.leave import call_off_leave
from accounts.enums import Role
from accounts.models import User
from recruiting.domain.attending import answer_seat, confirm_seat
from recruiting.domain.booking import NotBookable
from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.handing_seats import hand_seat
from recruiting.domain.on_leave import SomebodyAway, unspoken
from recruiting.domain.scheduling import cancel, reschedule, schedule
from recruiting.enums import Answer, HandoverReason
from recruiting.models import Interview, Seat
from tests.factories import make_application, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 2, 20, 9, 0, tzinfo=UTC)
NOON = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
DAY, HOUR, LONG = timedelta(days=1), timedelta(hours=1), timedelta(minutes=45)


@pytest.fixture
def recruiter() -> User:
    return make_user(Role.HR)


@pytest.fixture
def application(recruiter):
    return make_application(make_vacancy(recruiter=recruiter))


@pytest.fixture
def nina() -> User:
    return make_user(Role.INTERVIEWER, full_name="Nina Popa", time_zone="Europe/Chisinau")


@pytest.fixture
def radu() -> User:
    return make_user(Role.INTERVIEWER, full_name="Radu Munteanu", time_zone="Europe/Chisinau")


def leave(person: User, first: date = date(2031, 3, 3), days: int = 5, now: datetime = NOW):
    return make_leave(person, first_day=first, days=days, now=now)


def plan(application, *people, starts_at=NOON, despite=(), now=NOW) -> Interview:
    return schedule(
        vacancy=application.vacancy,
        stage=application.stage,
        applications=[application],
        interviewers=people,
        starts_at=starts_at,
        ends_at=starts_at + LONG,
        time_zone="Europe/Chisinau",
        by=application.vacancy.created_by,
        now=now,
        despite_leave=[row.pk for row in despite],
    )


def move(meeting: Interview, *, starts_at=None, despite=(), now=NOW, **changes) -> Interview:
    starts_at = starts_at or meeting.starts_at
    return reschedule(
        interview=meeting,
        starts_at=starts_at,
        ends_at=starts_at + LONG,
        reason="Asked for",
        by=meeting.created_by,
        now=now,
        despite_leave=[row.pk for row in despite],
        **changes,
    )


def hand(meeting: Interview, was: User, to: User, **changes) -> Seat:
    seat = meeting.seats.get(interviewer=was, removed_at=None)
    given = {"reason": HandoverReason.AWAY, "by": meeting.created_by, "now": NOW} | changes
    return hand_seat(seat=seat, successor=to, **given)


def awaited(meeting: Interview) -> list[str]:
    """Who sits there on leave without a word that they come."""
    return [row.user.full_name for row in unspoken(NOW, interview=meeting.pk)]


class TestPlanning:
    def test_who_is_away_is_named_with_the_days_and_nothing_is_planned(self, application, nina, radu):
        leave(nina)
        with pytest.raises(SomebodyAway) as refused:
            plan(application, nina, radu)
        assert refused.value.messages == ("Nina Popa is away from 3 March 2031 to 7 March 2031.",)
        assert (refused.value.field, Interview.objects.count()) == ("interviewers", 0)

    def test_a_single_day_is_one_day(self, application, nina):
        leave(nina, first=date(2031, 3, 4), days=1)
        with pytest.raises(SomebodyAway, match=r"^Nina Popa is away on 4 March 2031\.$"):
            plan(application, nina)

    def test_they_come_all_the_same_when_somebody_says_so(self, application, nina):
        meeting = plan(application, nina, despite=[leave(nina)])
        assert (meeting.seats.get().interviewer, awaited(meeting)) == (nina, [])

    def test_a_word_for_one_is_no_word_for_another(self, application, nina, radu):
        known = leave(nina)
        leave(radu)
        with pytest.raises(SomebodyAway) as refused:
            plan(application, nina, radu, despite=[known])
        assert [row.user for row in refused.value.leaves] == [nina, radu]

    def test_a_leave_that_was_called_off_does_not_count(self, application, nina):
        call_off_leave(leave=leave(nina), by=nina, now=NOW)
        assert plan(application, nina).seats.count() == 1

    def test_somebody_taken_and_away_is_taken_first(self, application, nina):
        make_interview(make_application(application.vacancy), nina, starts_at=NOON)
        leave(nina)
        with pytest.raises(NotBookable, match="already has an interview"):
            plan(application, nina)

    @pytest.mark.parametrize(
        ("starts_at", "away"),
        [
            (datetime(2031, 3, 2, 14, 15, tzinfo=UTC), False),  # ends at midnight in Tokyo, when the leave begins
            (datetime(2031, 3, 2, 14, 16, tzinfo=UTC), True),
            (datetime(2031, 3, 7, 14, 59, tzinfo=UTC), True),
            (datetime(2031, 3, 7, 15, 0, tzinfo=UTC), False),
        ],
    )
    def test_the_days_are_those_of_the_persons_own_clock(self, application, starts_at, away):
        person = make_user(Role.INTERVIEWER, time_zone="Asia/Tokyo")
        leave(person)
        if away:
            with pytest.raises(SomebodyAway):
                plan(application, person, starts_at=starts_at)
        else:
            assert plan(application, person, starts_at=starts_at)


class TestChanging:
    def test_a_new_time_asks_about_everybody(self, application, nina, radu):
        meeting = plan(application, nina, radu, starts_at=NOON - 5 * DAY)
        away = leave(nina)
        with pytest.raises(SomebodyAway, match="Nina Popa"):
            move(meeting, starts_at=NOON)
        assert Interview.objects.get().starts_at == NOON - 5 * DAY
        move(meeting, starts_at=NOON, despite=[away])
        assert awaited(meeting) == []

    def test_a_word_for_one_time_is_none_for_the_next(self, application, nina):
        away = leave(nina)
        meeting = plan(application, nina, despite=[away])
        with pytest.raises(SomebodyAway):
            move(meeting, starts_at=NOON + DAY)

    def test_a_new_place_asks_nobody_and_keeps_what_was_said(self, application, nina, radu):
        known = leave(nina)
        meeting = plan(application, nina, radu, despite=[known])
        leave(radu)
        move(meeting, place="Room 7")
        assert awaited(meeting) == ["Radu Munteanu"]

    def test_who_is_newly_seated_is_asked_about(self, application, nina, radu):
        meeting = plan(application, nina)
        away = leave(radu)
        with pytest.raises(SomebodyAway, match="Radu"):
            move(meeting, interviewers=[nina, radu])
        move(meeting, interviewers=[nina, radu], despite=[away])
        assert (meeting.seats.count(), awaited(meeting)) == (2, [])


class TestHandingOver:
    def test_who_takes_the_seat_over_is_asked_about_and_the_others_are_not(self, application, nina, radu):
        other = make_user(Role.INTERVIEWER, full_name="Third")
        meeting = plan(application, nina, other)
        leave(other)
        away = leave(radu)
        with pytest.raises(SomebodyAway) as refused:
            hand(meeting, nina, radu)
        assert [row.user for row in refused.value.leaves] == [radu]
        assert not meeting.handovers.exists()
        hand(meeting, nina, radu, despite_leave=[away.pk])
        assert awaited(meeting) == ["Third"]

    def test_a_meeting_that_has_begun_asks_nobody_to_come(self, application, nina, radu):
        meeting = plan(application, nina)
        leave(radu)
        assert hand(meeting, nina, radu, now=NOON + HOUR).interviewer == radu

    def test_who_stands_in_and_is_away_too_does_not_get_the_interviews_of_the_leave(self, application, nina, radu):
        meeting = plan(application, nina)
        own = make_leave(nina, radu, first_day=date(2031, 3, 3), days=5, now=NOW)
        make_leave(radu, make_user(Role.INTERVIEWER), first_day=date(2031, 3, 4), days=1, now=NOW)
        passed = hand_over(
            user=nina, successors={"seats": radu}, by=nina, now=NOW, leave_conflicts=True,
            span=Span(own.period.lower, own.period.upper),
        )  # fmt: skip
        assert [holding.kind for holding in passed.against] == ["Radu Munteanu is away on 4 March 2031."]
        assert (passed.done, meeting.seats.get(removed_at=None).interviewer) == ([], nina)

    def test_when_everything_passes_on_a_leave_holds_nothing_back_and_is_found(self, application, nina, radu):
        meeting = plan(application, nina)
        leave(radu)
        hand_over(user=nina, successors={"seats": radu}, by=nina, now=NOW)
        assert awaited(meeting) == ["Radu Munteanu"]


class TestAWord:
    @pytest.fixture
    def meeting(self, application, nina, radu):
        return plan(application, nina, radu)

    def confirm(self, meeting, person, *leaves, now=NOW) -> Seat:
        seat = meeting.seats.get(interviewer=person)
        return confirm_seat(seat=seat, despite_leave=[row.pk for row in leaves], by=meeting.created_by, now=now)

    def test_it_is_awaited_of_a_leave_that_came_later(self, meeting, nina):
        away = leave(nina)
        assert awaited(meeting) == ["Nina Popa"]
        self.confirm(meeting, nina, away)
        assert awaited(meeting) == []

    def test_it_does_not_hold_for_a_leave_that_is_written_again(self, meeting, nina):
        away = leave(nina)
        self.confirm(meeting, nina, away)
        call_off_leave(leave=away, by=nina, now=NOW + HOUR)
        leave(nina, now=NOW + 2 * HOUR)
        assert awaited(meeting) == ["Nina Popa"]

    def test_it_is_not_taken_for_a_leave_that_nobody_was_shown(self, meeting, nina):
        away = leave(nina)
        call_off_leave(leave=away, by=nina, now=NOW)
        leave(nina, first=date(2031, 3, 4), days=2)
        with pytest.raises(SomebodyAway, match="5 March 2031"):
            self.confirm(meeting, nina, away)

    def test_who_says_so_themselves_is_believed(self, meeting, nina):
        leave(nina)
        seat = answer_seat(seat=meeting.seats.get(interviewer=nina), answer=Answer.ACCEPTED, now=NOW)
        assert awaited(meeting) == []
        answer_seat(seat=seat, answer=Answer.NONE, now=NOW)
        assert awaited(meeting) == ["Nina Popa"]

    def test_who_accepted_before_the_leave_is_asked_again(self, meeting, nina):
        answer_seat(seat=meeting.seats.get(interviewer=nina), answer=Answer.ACCEPTED, now=NOW)
        leave(nina, now=NOW + HOUR)
        assert awaited(meeting) == ["Nina Popa"]

    def test_it_is_refused_when_there_is_nothing_left_to_come_to(self, meeting, nina, radu):
        away = leave(nina)
        with pytest.raises(Refused, match="has begun"):
            self.confirm(meeting, nina, away, now=NOON)
        move(meeting, interviewers=[radu])
        with pytest.raises(AlreadyDone, match="no longer has this seat"):
            self.confirm(meeting, nina, away)
        cancel(interview=meeting, reason="x", by=meeting.created_by, now=NOW)
        with pytest.raises(AlreadyDone, match="cancelled"):
            self.confirm(meeting, radu)
