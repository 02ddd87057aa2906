"""Each duty appears when something is owed and is gone once it is done, cancelled or moved."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.enums import Role
from recruiting.enums import (
    Answer,
    ApplicationState,
    InterviewState,
    Presence,
    TeamFunction,
    VacancyState,
)
from recruiting.models import Application, Interview, Reschedule
from reminders.domain.duties import duties_of
from reminders.domain.duties.decision_waiting import DecisionWaiting
from reminders.domain.duties.interview_ahead import InterviewAhead
from reminders.domain.duties.invitation_declined import InvitationDeclined
from reminders.domain.duties.no_show import NoShow
from reminders.domain.duties.scorecard_due import ScorecardDue
from reminders.domain.duties.scorecards_escalated import ScorecardsEscalated
from reminders.domain.duties.scorecards_missing import ScorecardsMissing
from reminders.domain.duties.stage_overdue import StageOverdue
from reminders.domain.duties.unanswered_interview import UnansweredInterview
from reminders.domain.duties.vacancy_age import VacancyAge
from reminders.domain.engine import remind
from reminders.models import Rule
from scorecards.domain.awaiting import awaiting_decision
from scorecards.enums import CardState, DeclineReason, Outcome
from scorecards.models import Decision, Scorecard
from tests.factories import (
    make_application,
    make_attendance,
    make_card,
    make_seat,
    make_user,
    make_vacancy,
)
from tests.reminders.meetings import LONG_AGO, NOW, ahead, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def manager():
    return make_user(Role.HIRING_MANAGER)


@pytest.fixture
def interviewer():
    return make_user(Role.INTERVIEWER)


@pytest.fixture
def application(recruiter, manager):
    vacancy = make_vacancy(recruiter=recruiter, hiring_manager=manager, opened_at=LONG_AGO)
    return make_application(vacancy, applied_at=NOW - timedelta(hours=3))


def owed(kind, now=NOW, user=None) -> list[tuple]:
    return [(duty.owner, duty.subject) for duty in kind.owed(now=now, user=user)]


def close(application) -> None:
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.REJECTED, closed_at=NOW, no_letter_reason="Told by phone"
    )


class TestInterviewAhead:
    def test_it_is_owed_by_each_seat(self, application, interviewer, recruiter):
        meeting = ahead(application, interviewer, recruiter)
        assert owed(InterviewAhead()) == [
            (interviewer, f"interview:{meeting.pk}"),
            (recruiter, f"interview:{meeting.pk}"),
        ]
        assert owed(InterviewAhead(), user=interviewer) == [(interviewer, f"interview:{meeting.pk}")]

    @pytest.mark.parametrize("state", ["cancelled", "held", "technical_failure"])
    def test_not_for_a_meeting_that_is_closed(self, application, interviewer, state):
        Interview.objects.filter(pk=ahead(application, interviewer).pk).update(state=state)
        assert owed(InterviewAhead()) == []

    def test_not_after_the_start_not_far_ahead_not_once_declined_or_unseated(self, application, interviewer):
        meeting = ahead(application, interviewer)
        assert owed(InterviewAhead(), now=meeting.starts_at) == []
        assert owed(InterviewAhead(), now=meeting.starts_at - timedelta(days=8)) == []
        meeting.seats.update(answer=Answer.DECLINED)
        assert owed(InterviewAhead()) == []
        meeting.seats.update(answer=Answer.ACCEPTED, removed_at=NOW)
        assert owed(InterviewAhead()) == []

    def test_not_when_no_candidate_is_left(self, application, interviewer):
        meeting = ahead(application, interviewer)
        other = make_application(application.vacancy)
        make_attendance(meeting, other)
        close(application)
        assert len(owed(InterviewAhead())) == 1
        close(other)
        assert owed(InterviewAhead()) == []

    def test_a_new_time_is_a_new_series(self, application, interviewer):
        meeting = ahead(application, interviewer)
        before = InterviewAhead().owed(now=NOW)[0]
        meeting.starts_at += timedelta(days=1)
        meeting.ends_at += timedelta(days=1)
        meeting.sequence += 1
        meeting.save()
        Reschedule.objects.create(
            interview=meeting,
            from_starts_at=NOW,
            from_ends_at=NOW,
            to_starts_at=NOW,
            to_ends_at=NOW,
            reason="x",
            by=meeting.created_by,
            at=NOW,
        )
        after = InterviewAhead().owed(now=NOW)[0]
        assert (before.subject, after.since) == (after.subject, NOW)
        assert before.schedule != after.schedule


class TestUnanswered:
    def test_until_the_answer(self, application, interviewer):
        meeting = ahead(application, interviewer, starts_at=NOW + timedelta(days=20))
        assert owed(UnansweredInterview()) == [(interviewer, f"interview:{meeting.pk}")]
        for answer in (Answer.ACCEPTED, Answer.DECLINED):
            meeting.seats.update(answer=answer)
            assert owed(UnansweredInterview()) == []


class TestScorecardDue:
    def test_from_the_end_until_it_is_sealed(self, application, interviewer):
        meeting = held(application, interviewer)
        subject = f"interview:{meeting.pk}/application:{application.pk}"
        assert owed(ScorecardDue(), now=meeting.ends_at - timedelta(seconds=1)) == []
        assert owed(ScorecardDue()) == [(interviewer, subject)]
        card = make_card(meeting, interviewer, submitted=False)
        assert [duty.begun for duty in ScorecardDue().owed(now=NOW)] == [True]
        Scorecard.objects.filter(pk=card.pk).update(state=CardState.SUBMITTED, closed_at=NOW, digest="0" * 64)
        assert owed(ScorecardDue()) == []

    def test_a_vacancys_own_rule_is_followed_to_its_end(self, application, interviewer, only):
        only("scorecard_due")
        held(application, interviewer)
        Rule.objects.create(vacancy=application.vacancy, kind="scorecard_due", every=10, most=6)

        def mailed(first, last) -> int:
            mornings = [NOW + timedelta(days=day) for day in range(first, last)]
            return len([one for at in mornings for one in remind(now=at) if one.duty.kind == "scorecard_due"])

        assert [mailed(0, 1), mailed(1, 62), mailed(62, 100), mailed(100, 130)] == [1, 3, 3, 0]

    def test_one_for_each_candidate_of_a_group(self, application, interviewer):
        meeting = held(application, interviewer)
        other = make_application(application.vacancy)
        make_attendance(meeting, other)
        assert {subject for _owner, subject in owed(ScorecardDue())} == {
            f"interview:{meeting.pk}/application:{application.pk}",
            f"interview:{meeting.pk}/application:{other.pk}",
        }

    def test_not_when_declined_cancelled_absent_or_closed(self, application, interviewer):
        meeting = held(application, interviewer)
        meeting.seats.update(answer=Answer.DECLINED)
        assert owed(ScorecardDue()) == []
        meeting.seats.update(answer=Answer.NONE, presence=Presence.NO_SHOW)
        assert owed(ScorecardDue()) == []
        meeting.seats.update(presence=Presence.CAME)
        meeting.attendances.update(presence=Presence.NO_SHOW)
        assert owed(ScorecardDue()) == []
        meeting.attendances.update(presence=Presence.CAME)
        assert len(owed(ScorecardDue())) == 1
        close(application)
        assert owed(ScorecardDue()) == []

    def test_not_by_somebody_who_can_no_longer_log_in(self, application, interviewer):
        held(application, interviewer)
        interviewer.is_active = False
        interviewer.save()
        assert owed(ScorecardDue()) == []


class TestScorecardsMissing:
    def test_the_recruiter_learns_whose_are_late(self, application, recruiter, interviewer):
        second = make_user(Role.INTERVIEWER)
        meeting = held(application, interviewer, second)
        (duty,) = ScorecardsMissing().owed(now=NOW)
        assert (duty.owner, duty.subject) == (recruiter, f"interview:{meeting.pk}")
        assert duty.others == (interviewer.full_name, second.full_name)
        make_card(meeting, interviewer)
        assert [duty.others for duty in ScorecardsMissing().owed(now=NOW)] == [(second.full_name,)]
        make_card(meeting, second)
        assert owed(ScorecardsMissing()) == []

    def test_not_within_the_hour(self, application, interviewer):
        meeting = held(application, interviewer)
        assert owed(ScorecardsMissing(), now=meeting.ends_at + timedelta(hours=1)) == []
        assert len(owed(ScorecardsMissing(), now=meeting.ends_at + timedelta(hours=1, seconds=1))) == 1

    def test_not_another_recruiters(self, application, interviewer):
        held(application, interviewer)
        assert owed(ScorecardsMissing(), user=make_user(Role.HR)) == []


class TestStageOverdue:
    def since(self, application, days: int) -> None:
        Application.objects.filter(pk=application.pk).update(stage_since=NOW - timedelta(days=days))

    def test_past_the_limit_until_the_next_move(self, application, recruiter):
        self.since(application, 5)
        assert owed(StageOverdue()) == []
        self.since(application, 6)
        assert owed(StageOverdue()) == [(recruiter, f"application:{application.pk}")]
        Application.objects.filter(pk=application.pk).update(
            stage=application.vacancy.stages.get(key="manager"), stage_since=NOW
        )
        assert owed(StageOverdue()) == []

    def test_days_are_counted_as_on_the_board(self, application):
        self.since(application, 6)
        (duty,) = StageOverdue().owed(now=NOW)
        assert duty.due == datetime(2026, 12, 1, 22, 0, tzinfo=UTC)  # midnight in Chișinău after the fifth day

    def test_not_for_closed_ones_nor_while_the_vacancy_rests(self, application):
        self.since(application, 9)
        application.vacancy.state = VacancyState.ON_HOLD
        application.vacancy.save()
        assert owed(StageOverdue()) == []
        application.vacancy.state = VacancyState.OPEN
        application.vacancy.save()
        close(application)
        assert owed(StageOverdue()) == []

    def test_a_stage_without_a_limit_never_is(self, application):
        self.since(application, 900)
        application.vacancy.stages.update(day_limit=None)
        assert owed(StageOverdue()) == []


class TestNoShow:
    def test_a_candidate_who_did_not_come_until_a_new_meeting(self, application, recruiter, interviewer):
        meeting = held(application, interviewer)
        assert owed(NoShow()) == []
        meeting.attendances.update(presence=Presence.NO_SHOW)
        assert owed(NoShow()) == [(recruiter, f"interview:{meeting.pk}/application:{application.pk}")]
        again = ahead(application, interviewer)
        assert owed(NoShow()) == []
        Interview.objects.filter(pk=again.pk).update(state=InterviewState.CANCELLED)
        assert len(owed(NoShow())) == 1

    def test_an_interviewer_who_did_not_come_is_named(self, application, interviewer):
        meeting = held(application, interviewer, make_user(Role.INTERVIEWER))
        meeting.seats.filter(interviewer=interviewer).update(presence=Presence.NO_SHOW)
        assert [duty.others for duty in NoShow().owed(now=NOW)] == [(interviewer.full_name,)]

    def test_over_with_a_move_or_the_end(self, application, interviewer):
        meeting = held(application, interviewer)
        meeting.attendances.update(presence=Presence.NO_SHOW)
        Application.objects.filter(pk=application.pk).update(stage=application.vacancy.stages.get(key="manager"))
        assert owed(NoShow()) == []
        Application.objects.filter(pk=application.pk).update(stage=meeting.stage)
        assert len(owed(NoShow())) == 1
        close(application)
        assert owed(NoShow()) == []

    def test_the_recruiter_is_reminded_until_it_is_settled(self, application, recruiter, interviewer, only):
        only("no_show")
        meeting = held(application, interviewer)
        meeting.attendances.update(presence=Presence.NO_SHOW)

        def mails(days) -> list[int]:
            return [day for day in days for one in remind(now=NOW + timedelta(days=day)) if one.duty.kind == "no_show"]

        assert mails(range(9)) == [1, 8]
        assert mails([100]) == [100]
        assert len(mails(range(101, 115))) == 2
        close(application)
        assert mails([140]) == []


class TestDeclined:
    def test_until_somebody_else_is_asked_or_the_time_changes(self, application, recruiter, interviewer):
        meeting = ahead(application, interviewer)
        assert owed(InvitationDeclined()) == []
        meeting.seats.update(answer=Answer.DECLINED)
        assert owed(InvitationDeclined()) == [(recruiter, f"interview:{meeting.pk}")]
        assert InvitationDeclined().owed(now=NOW)[0].others == (interviewer.full_name,)
        meeting.seats.update(removed_at=NOW)
        make_seat(meeting, make_user(Role.INTERVIEWER))
        assert owed(InvitationDeclined()) == []

    def test_a_candidate_who_declined_counts_too(self, application, interviewer):
        meeting = ahead(application, interviewer)
        meeting.attendances.update(answer=Answer.DECLINED)
        assert [duty.others for duty in InvitationDeclined().owed(now=NOW)] == [(application.candidate.full_name,)]


class TestDecisionWaiting:
    @pytest.fixture
    def last(self, application, interviewer):
        stage = application.vacancy.stages.get(key="manager")
        Application.objects.filter(pk=application.pk).update(stage=stage)
        return held(application, interviewer, make_user(Role.INTERVIEWER), stage=stage)

    def test_once_every_card_of_the_last_gated_stage_is_in(self, application, manager, last):
        first, second = (seat.interviewer for seat in last.seats.all())
        assert owed(DecisionWaiting()) == []
        make_card(last, first, at=NOW - timedelta(hours=1))
        assert owed(DecisionWaiting()) == []
        make_card(last, second, at=NOW - timedelta(minutes=10))
        assert owed(DecisionWaiting()) == [(manager, f"application:{application.pk}")]
        assert DecisionWaiting().owed(now=NOW)[0].since == NOW - timedelta(minutes=10)

    def test_a_declined_card_is_not_waited_for_but_one_must_be_there(self, application, last):
        first, second = (seat.interviewer for seat in last.seats.all())
        for person in (first, second):
            card = make_card(last, person, submitted=False)
            Scorecard.objects.filter(pk=card.pk).update(
                state=CardState.DECLINED, decline_reason="too_little", closed_at=NOW
            )
            assert owed(DecisionWaiting()) == []

    def test_cards_of_an_earlier_stage_do_not_call_for_it(self, application, interviewer):
        make_card(held(application, interviewer), interviewer)
        assert owed(DecisionWaiting()) == []

    def test_a_manager_with_a_conflict_of_interest_is_not_asked_and_another_is(self, application, manager, last):
        for seat in last.seats.all():
            make_card(last, seat.interviewer)
        meeting = held(application, manager, starts_at=NOW - timedelta(days=2), stage=last.stage)
        card = make_card(meeting, manager, submitted=False)
        Scorecard.objects.filter(pk=card.pk).update(
            state=CardState.DECLINED, decline_reason=DeclineReason.CONFLICT, closed_at=NOW
        )
        assert owed(DecisionWaiting()) == []
        another = make_user(Role.HIRING_MANAGER)
        application.vacancy.members.create(user=another, function=TeamFunction.HIRING_MANAGER)
        assert owed(DecisionWaiting()) == [(another, f"application:{application.pk}")]
        listed = [awaiting_decision(now=NOW, user=person) for person in (manager, another)]
        assert [[one.application for one in waiting] for waiting in listed] == [[], [application]]

    def test_over_with_the_decision_or_the_end(self, application, manager, last):
        for seat in last.seats.all():
            make_card(last, seat.interviewer)
        assert len(owed(DecisionWaiting())) == 1
        decision = Decision.objects.create(
            application=application,
            outcome=Outcome.HIRE,
            rationale="x",
            snapshot={},
            digest="0" * 64,
            by=manager,
            at=NOW,
        )
        assert decision.pk
        assert owed(DecisionWaiting()) == []


class TestEscalation:
    def test_the_hiring_manager_learns_of_it_two_working_mornings_after_the_recruiter(
        self, application, recruiter, manager, interviewer
    ):
        held(application, interviewer, starts_at=NOW - timedelta(days=1))  # Tuesday noon in Chișinău
        mailed = {}
        for day in range(5):
            for one in remind(now=NOW + timedelta(days=day)):
                mailed.setdefault(one.duty.kind, (one.duty.owner, day))
        assert mailed["scorecards_missing"] == (recruiter, 0)
        assert mailed["scorecards_escalated"] == (manager, 2)

    def test_it_ends_with_the_last_card(self, application, manager, interviewer):
        meeting = held(application, interviewer, starts_at=NOW - timedelta(days=2))
        assert owed(ScorecardsEscalated(), now=meeting.ends_at + timedelta(hours=25)) == []
        assert owed(ScorecardsEscalated()) == [(manager, f"interview:{meeting.pk}")]
        make_card(meeting, interviewer)
        assert owed(ScorecardsEscalated()) == []


class TestVacancyAge:
    def test_after_two_weeks_and_after_four_until_it_closes(self, application, recruiter, only):
        only("vacancy_age")
        vacancy = application.vacancy
        days = [
            day
            for day in range(32)
            for one in remind(now=LONG_AGO + timedelta(days=day))
            if one.duty.kind == "vacancy_age"
        ]
        assert days == [15, 29]  # opened at eleven: the morning after
        assert owed(VacancyAge()) == [(recruiter, f"vacancy:{vacancy.pk}")]
        vacancy.state = VacancyState.ON_HOLD
        vacancy.save()
        assert owed(VacancyAge()) == []

    def test_a_vacancys_own_rule_asks_sooner(self, application, recruiter, only):
        only("vacancy_age")
        vacancy = application.vacancy
        Rule.objects.create(vacancy=vacancy, kind="vacancy_age", first=5)
        days = [
            day
            for day in range(15)
            for one in remind(now=LONG_AGO + timedelta(days=day))
            if one.duty.kind == "vacancy_age"
        ]
        assert days == [7, 11]  # five days end on a Saturday, twice as many on a Thursday
        assert owed(VacancyAge(), LONG_AGO + timedelta(days=6)) == [(recruiter, f"vacancy:{vacancy.pk}")]


class TestReach:
    def test_nothing_of_other_teams(self, application, interviewer):
        meeting = held(application, interviewer)
        meeting.attendances.update(presence=Presence.CAME)
        ahead(application, interviewer)
        Application.objects.filter(pk=application.pk).update(stage_since=LONG_AGO)
        for role in Role:
            assert [duties for _kind, duties in duties_of(make_user(role), NOW) if duties] == []

    def test_a_recruiter_who_is_no_longer_hr_owes_nothing_as_one(self, application, recruiter):
        Application.objects.filter(pk=application.pk).update(stage_since=LONG_AGO)
        recruiter.role = Role.INTERVIEWER
        recruiter.save()
        assert owed(StageOverdue()) == []
