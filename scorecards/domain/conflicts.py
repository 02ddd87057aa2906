"""Conflicts of interest that were declared about a meeting, as one person may see them, and who may take them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from recruiting.domain.discretion import still_blind
from recruiting.models import Attendance, Interview
from scorecards.enums import DeclineReason
from scorecards.models import ConflictWithdrawal, Recusal, Scorecard
from scorecards.models.blindness import places_that_lead


@dataclass(frozen=True)
class Declared:
    """One declaration. `words` are a reason and a note, which wait while the reader still has to rate a candidate."""

    row: Recusal | Scorecard
    note_waits: bool
    may_take_back: bool

    @property
    def key(self) -> str:
        return f"{'card' if isinstance(self.row, Scorecard) else 'recusal'}:{self.row.pk}"

    @property
    def person(self) -> User:
        return self.row.interviewer

    @property
    def at(self) -> datetime | None:
        return self.row.closed_at if isinstance(self.row, Scorecard) else self.row.at

    @property
    def reason(self) -> str:
        if isinstance(self.row, Scorecard):
            return self.row.get_decline_reason_display()
        return self.row.get_reason_display()

    @property
    def note(self) -> str:
        return self.row.decline_note if isinstance(self.row, Scorecard) else self.row.note

    @property
    def about(self) -> str:
        """The one candidate it concerns, by name; empty when somebody stepped off the whole meeting."""
        return self.row.application.candidate.full_name if isinstance(self.row, Scorecard) else ""

    @property
    def taken_back(self) -> ConflictWithdrawal | None:
        return getattr(self.row, "withdrawal", None)


def declared_at(meeting: Interview, *, to: User) -> list[Declared]:
    """What was declared about the meeting, oldest first: everything for whoever runs it, else one's own."""
    rows: list[Recusal | Scorecard] = [
        *_recusals().filter(interview=meeting),
        *declared_cards().filter(interview=meeting),
    ]
    if not runs(to, meeting):
        rows = [row for row in rows if row.interviewer_id == to.pk]
    blind = bool(rows) and still_blind(to, *(place.application for place in _places(meeting)))
    found = [Declared(row, blind and row.interviewer_id != to.pk, may_take_back(to, row)) for row in rows]
    return sorted(found, key=lambda one: (one.at is None, one.at))


def meetings_with_conflicts(user: User) -> QuerySet[Interview]:
    """Meetings about which the person has declared a conflict."""
    return Interview.objects.filter(
        Exists(_recusals().filter(interview=OuterRef("pk"), interviewer=user))
        | Exists(declared_cards().filter(interview=OuterRef("pk"), interviewer=user))
    )


def own_standing(user: User) -> list[Declared]:
    """What the person has declared and nobody has taken back, newest first."""
    rows: Iterable[Recusal | Scorecard] = [
        *_recusals().filter(interviewer=user, withdrawal=None),
        *declared_cards().filter(interviewer=user, withdrawal=None),
    ]
    found = [Declared(row, False, may_take_back(user, row)) for row in rows]
    return sorted(found, key=lambda one: (one.at is not None, one.at), reverse=True)


def anything_declared(meeting: Interview) -> bool:
    return _recusals().filter(interview=meeting).exists() or declared_cards().filter(interview=meeting).exists()


def runs(user: User, meeting: Interview) -> bool:
    """A recruiter of the vacancy, or an administrator."""
    return user.is_administrator or user.has_perm("recruiting.run_vacancy", meeting.vacancy)


def may_take_back(user: User, row: Recusal | Scorecard) -> bool:
    """Whoever runs the vacancy may for somebody else. Oneself only without gain: whoever leads the vacancy would open
    the ratings and the decision to themselves, so a second person looks at it first."""
    meeting = row.interview
    if meeting is None:
        return False
    if row.interviewer_id != user.pk:
        return runs(user, meeting)
    return not (user.is_administrator or places_that_lead(user).filter(vacancy=meeting.vacancy_id).exists())


def _recusals() -> QuerySet[Recusal]:
    return Recusal.objects.select_related("interviewer", "interview__vacancy", "interview__stage", "withdrawal__by")


def declared_cards() -> QuerySet[Scorecard]:
    """Cards declined for a conflict by themselves: those of a meeting that was left as a whole go with that."""
    whole = Recusal.objects.filter(
        interview=OuterRef("interview"), interviewer=OuterRef("interviewer"), at=OuterRef("closed_at")
    )
    stands = Q(state="declined") | Q(withdrawal__isnull=False)
    rows = Scorecard.objects.filter(stands, ~Exists(whole), decline_reason=DeclineReason.CONFLICT)
    joined = ("interviewer", "interview__vacancy", "interview__stage", "application__candidate", "withdrawal__by")
    return rows.exclude(interview=None).select_related(*joined)


def _places(meeting: Interview) -> QuerySet[Attendance]:
    return meeting.attendances.select_related("application__candidate")
