"""What finding duties costs: as many queries for many people as for one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from competencies.models import DescriptionApproval
from recruiting.enums import (
    Answer,
    Presence,
)
from recruiting.models import Application, DataRequest
from reminders.domain.duties import KINDS
from scorecards.models import Recusal, Topic
from tests.factories import (
    make_application,
    make_candidate,
    make_card,
    make_role,
    make_user,
    make_vacancy,
)
from tests.factories.leaves import make_leave
from tests.factories.letters import make_letter
from tests.recruiting.people_data.legal import consent_to_reserve, make_profile
from tests.reminders.meetings import LONG_AGO, NOW, ahead, held

pytestmark = pytest.mark.django_db


def fill(recruiter, manager, interviewer, count: int) -> None:
    """`count` candidates that call for every kind of duty."""
    vacancy = make_vacancy(recruiter=recruiter, hiring_manager=manager, opened_at=LONG_AGO)
    vacancy.legal_profile = make_profile(not_hired=6, reserve=12)
    vacancy.save()
    last = vacancy.stages.get(key="manager")
    for number in range(count):
        stuck = make_application(vacancy, candidate=make_candidate(added_by=recruiter), stage_since=LONG_AGO)
        hour = timedelta(hours=number)
        missed = held(stuck, interviewer, starts_at=LONG_AGO - 2 * hour)
        missed.attendances.update(presence=Presence.NO_SHOW)
        late = make_application(vacancy, candidate=make_candidate(added_by=recruiter))
        held(late, interviewer, starts_at=NOW - timedelta(days=9) - hour)
        refused = ahead(late, interviewer, manager, starts_at=NOW + hour / 3 + timedelta(minutes=1), minutes=15)
        refused.seats.filter(interviewer=manager).update(answer=Answer.DECLINED)
        Recusal.objects.create(interview=refused, interviewer=make_user(), reason="interest", at=NOW)
        DataRequest.objects.create(candidate=late.candidate, kind="copy", at=LONG_AGO)
        decided = make_application(vacancy, candidate=make_candidate(added_by=recruiter), stage="manager")
        meeting = held(decided, interviewer, stage=last, starts_at=NOW - timedelta(days=60) - hour)
        make_card(meeting, interviewer)
        make_application(vacancy, candidate=make_candidate(added_by=recruiter), applied_at=LONG_AGO)
        make_vacancy(grid=vacancy.grid, recruiter=recruiter, hiring_manager=manager, opened_at=LONG_AGO)
        Topic.objects.create(application=late, stage=late.stage, text="Complaints", author=interviewer, at=LONG_AGO)
        _without_decider(vacancy, recruiter, interviewer, starts_at=NOW - timedelta(days=120) - hour)
        _on_leave(ahead(late, make_user(), starts_at=NOW + timedelta(days=12) + hour))
        _unheard(vacancy)
        _alone(vacancy, manager)
        _with_dates(vacancy, recruiter)


def _without_decider(vacancy, recruiter, interviewer, *, starts_at) -> None:
    """Every scorecard is in, and the hiring manager is not there any more."""
    gone = make_user(Role.HIRING_MANAGER, is_active=False)
    theirs = make_vacancy(grid=vacancy.grid, recruiter=recruiter, hiring_manager=gone, opened_at=LONG_AGO)
    ready = make_application(theirs, candidate=make_candidate(added_by=recruiter), stage="manager")
    make_card(held(ready, interviewer, stage=ready.stage, starts_at=starts_at), interviewer)


def _on_leave(meeting) -> None:
    """Whoever sits there has a leave over it."""
    make_leave(meeting.seats.get().interviewer, first_day=date(2026, 12, 11), now=NOW)


def _unheard(vacancy) -> None:
    """The letter with the outcome came back."""
    told = make_application(vacancy, state="rejected", closed_at=NOW - timedelta(days=3), applied_at=LONG_AGO)
    lost = make_letter(told, closing=True)
    sent = NOW - timedelta(days=2)
    type(lost.message).objects.filter(pk=lost.message_id).update(state="returned", created_at=sent)
    Application.objects.filter(pk=told.pk).update(no_letter_reason="")


def _alone(vacancy, manager) -> None:
    """The only recruiter is away for long, and nobody stands in."""
    away = make_user(Role.HR)
    theirs = make_vacancy(grid=vacancy.grid, recruiter=away, hiring_manager=manager, opened_at=NOW)
    make_application(theirs, applied_at=NOW)
    make_leave(away, first_day=date(2026, 11, 30), days=10, now=NOW - timedelta(days=5))


def _with_dates(vacancy, recruiter) -> None:
    """A consent near its end, data past their term, and a job description past its review."""
    closed = {"state": "rejected", "no_letter_reason": "Told by phone.", "applied_at": NOW - timedelta(days=400)}
    kept = make_application(vacancy, closed_at=NOW - timedelta(days=358), **closed)
    consent_to_reserve(kept, vacancy.legal_profile, at=NOW - timedelta(days=358))
    make_application(vacancy, closed_at=NOW - timedelta(days=190), **closed)
    review = {"approved_on": date(2022, 1, 1), "review_by": date(2026, 11, 20), "by": recruiter, "at": LONG_AGO}
    DescriptionApproval.objects.create(role=make_role(), **review)


def test_the_number_of_queries_does_not_grow():
    recruiter, manager, interviewer = (make_user(role) for role in (Role.HR, Role.HIRING_MANAGER, Role.INTERVIEWER))
    make_user(Role.ADMIN)  # whom data past their term are shown to
    fill(recruiter, manager, interviewer, 1)
    few = {kind.key: asked(kind) for kind in KINDS}
    assert {key: counts for key, counts in few.items() if counts[0] > 5 or counts[1] < 1} == {}
    fill(recruiter, manager, make_user(Role.INTERVIEWER), 12)
    many = {kind.key: asked(kind) for kind in KINDS}
    assert {key: count for key, (count, _found) in many.items()} == {key: count for key, (count, _found) in few.items()}
    assert {key: found for key, (_count, found) in many.items() if found < 13} == {}


def asked(kind) -> tuple[int, int]:
    """How many queries find what is owed of a kind, and how much that is."""
    with CaptureQueriesContext(connection) as queries:
        found = kind.owed(now=NOW)
    return len(queries), len(found)
