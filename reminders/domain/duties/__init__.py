"""Every kind of duty, in the order in which My day shows them."""

from datetime import datetime

from accounts.models import User
from reminders.domain.duties.decision_waiting import DecisionWaiting
from reminders.domain.duties.interview_ahead import InterviewAhead
from reminders.domain.duties.invitation_declined import InvitationDeclined
from reminders.domain.duties.no_show import NoShow
from reminders.domain.duties.scorecard_due import ScorecardDue
from reminders.domain.duties.scorecards_missing import ScorecardsMissing
from reminders.domain.duties.stage_overdue import StageOverdue
from reminders.domain.duties.unanswered_interview import UnansweredInterview
from reminders.domain.duty import Duty, Kind

KINDS: tuple[Kind, ...] = (
    InterviewAhead(),
    ScorecardDue(),
    UnansweredInterview(),
    DecisionWaiting(),
    StageOverdue(),
    ScorecardsMissing(),
    InvitationDeclined(),
    NoShow(),
)

__all__ = ["KINDS", "Duty", "Kind", "duties_of"]


def duties_of(user: User, now: datetime) -> list[tuple[Kind, list[Duty]]]:
    """What one person owes now, by kind."""
    return [(kind, kind.owed(now=now, user=user)) for kind in KINDS]
