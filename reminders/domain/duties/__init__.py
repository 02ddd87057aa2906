"""Every kind of duty, in the order in which My day shows them."""

from datetime import datetime

from accounts.models import User
from reminders.domain.duties.consent_ending import ConsentEnding
from reminders.domain.duties.data_request import DataRequested
from reminders.domain.duties.decider_missing import DeciderMissing
from reminders.domain.duties.decision_waiting import DecisionWaiting
from reminders.domain.duties.description_review import DescriptionReview
from reminders.domain.duties.interview_ahead import InterviewAhead
from reminders.domain.duties.interviewer_away import InterviewerAway
from reminders.domain.duties.invitation_declined import InvitationDeclined
from reminders.domain.duties.no_show import NoShow
from reminders.domain.duties.outcome_unheard import OutcomeUnheard
from reminders.domain.duties.panel_short import PanelShort
from reminders.domain.duties.profile_missing import ProfileMissing
from reminders.domain.duties.recruiter_away import RecruiterAway
from reminders.domain.duties.retention_overdue import RetentionOverdue
from reminders.domain.duties.scorecard_due import ScorecardDue
from reminders.domain.duties.scorecards_escalated import ScorecardsEscalated
from reminders.domain.duties.scorecards_missing import ScorecardsMissing
from reminders.domain.duties.stage_overdue import StageOverdue
from reminders.domain.duties.topic_waiting import TopicWaiting
from reminders.domain.duties.unanswered_applicant import UnansweredApplicant
from reminders.domain.duties.unanswered_interview import UnansweredInterview
from reminders.domain.duties.vacancy_age import VacancyAge
from reminders.domain.duty import Duty, Kind
from reminders.domain.standing import settled

KINDS: tuple[Kind, ...] = (
    InterviewAhead(),
    ScorecardDue(),
    UnansweredInterview(),
    DataRequested(),
    DecisionWaiting(),
    DeciderMissing(),
    TopicWaiting(),
    UnansweredApplicant(),
    OutcomeUnheard(),
    StageOverdue(),
    ScorecardsMissing(),
    ScorecardsEscalated(),
    InvitationDeclined(),
    InterviewerAway(),
    PanelShort(),
    NoShow(),
    ConsentEnding(),
    RetentionOverdue(),
    ProfileMissing(),
    DescriptionReview(),
    VacancyAge(),
    RecruiterAway(),
)

KIND_OF: dict[str, Kind] = {kind.key: kind for kind in KINDS}

__all__ = ["KINDS", "KIND_OF", "Duty", "Kind", "duties_of"]


def duties_of(user: User, now: datetime) -> list[tuple[Kind, list[Duty]]]:
    """What one person owes now, by kind, with what is put off; without what they passed on to a colleague."""
    found = [(kind, kind.owed(now=now, user=user)) for kind in KINDS]
    standing = settled([duty for _kind, duties in found for duty in duties], now)
    return [(kind, [standing[duty.key] for duty in duties if duty.key in standing]) for kind, duties in found]
