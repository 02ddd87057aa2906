"""What the engine finds and what the screen shows are the same things, at the same moments."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from competencies.models import DescriptionApproval
from recruiting.enums import Answer, Presence
from recruiting.models import Application, DataRequest, Reschedule
from reminders.domain.duties import KINDS
from scorecards.models import Recusal, Scorecard, Topic
from tests.factories import (
    make_application,
    make_attendance,
    make_card,
    make_interview,
    make_role,
    make_user,
    make_vacancy,
)
from tests.factories.leaves import make_leave
from tests.factories.letters import make_letter
from tests.recruiting.people_data.legal import consent_to_reserve, make_profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)


def meeting(application, *people, starts_at, **changes):
    row = make_interview(application, *people, starts_at=starts_at, created_at=LONG_AGO, **changes)
    row.seats.update(added_at=LONG_AGO)
    return row


def play() -> None:
    """One of each: everything that can be owed is owed by somebody."""
    recruiter, manager = make_user(Role.HR), make_user(Role.HIRING_MANAGER, time_zone="America/New_York")
    first, second = make_user(Role.INTERVIEWER), make_user(Role.INTERVIEWER)
    vacancy = make_vacancy(recruiter=recruiter, hiring_manager=manager, opened_at=LONG_AGO)

    def candidate(**changes):
        return make_application(vacancy, **{"applied_at": NOW - timedelta(hours=3)} | changes)

    soon = meeting(candidate(), first, second, starts_at=NOW + timedelta(hours=20))
    Reschedule.objects.create(
        interview=soon, from_starts_at=NOW, from_ends_at=NOW, to_starts_at=NOW, to_ends_at=NOW, reason="x", by=manager,
        at=NOW - timedelta(days=2),
    )  # fmt: skip
    refused = meeting(candidate(), first, starts_at=NOW + timedelta(hours=30))
    refused.seats.update(answer=Answer.DECLINED)
    short = meeting(candidate(), first, starts_at=NOW + timedelta(hours=23))
    Recusal.objects.create(interview=short, interviewer=second, reason="interest", at=NOW - timedelta(days=1))
    gone_then = make_user(Role.INTERVIEWER)
    meeting(candidate(), first, gone_then, starts_at=NOW + timedelta(days=12))
    make_leave(gone_then, first_day=date(2026, 12, 11), now=NOW)
    group = meeting(candidate(), first, second, starts_at=NOW - timedelta(days=3))
    make_attendance(group, candidate())
    make_card(group, first)
    absent = meeting(candidate(), second, starts_at=NOW - timedelta(days=1))
    absent.attendances.update(presence=Presence.NO_SHOW)
    candidate(stage_since=NOW - timedelta(days=9))
    candidate(applied_at=NOW - timedelta(days=4))
    decided = candidate(stage="manager")
    last = meeting(decided, second, starts_at=NOW - timedelta(days=2), stage=vacancy.stages.get(key="manager"))
    make_card(last, second)
    theirs = make_vacancy(recruiter=recruiter, hiring_manager=manager, opened_at=LONG_AGO)
    undecided = make_application(theirs, stage="manager", applied_at=NOW - timedelta(hours=3))
    barred = meeting(undecided, second, manager, starts_at=NOW - timedelta(days=2, hours=5), stage=undecided.stage)
    make_card(barred, second)
    declined = make_card(barred, manager, submitted=False)
    Scorecard.objects.filter(pk=declined.pk).update(state="declined", decline_reason="conflict", closed_at=NOW)
    make_user(Role.ADMIN)
    asking = candidate()
    DataRequest.objects.create(candidate=asking.candidate, kind="copy", at=NOW - timedelta(days=1))
    DataRequest.objects.create(
        candidate=asking.candidate, application=asking, kind="withdraw", at=NOW - timedelta(days=1)
    )
    Topic.objects.create(
        application=decided, stage=decided.stage, text="Complaints", author=second, at=NOW - timedelta(days=1)
    )
    DescriptionApproval.objects.create(
        role=vacancy.role, approved_on=date(2022, 1, 1), review_by=date(2026, 12, 20), by=recruiter, at=LONG_AGO
    )
    DescriptionApproval.objects.create(
        role=make_role(), approved_on=date(2022, 1, 1), review_by=date(2026, 11, 20), by=first, at=LONG_AGO
    )
    gone = make_application(vacancy, state="rejected", closed_at=NOW - timedelta(days=3), applied_at=LONG_AGO)
    lost = make_letter(gone, closing=True)
    type(lost.message).objects.filter(pk=lost.message_id).update(state="returned", created_at=NOW - timedelta(days=2))
    Application.objects.filter(pk=gone.pk).update(no_letter_reason="")
    alone = make_user(Role.HR)
    make_application(make_vacancy(recruiter=alone, hiring_manager=manager, opened_at=NOW), applied_at=NOW)
    make_leave(alone, first_day=date(2026, 11, 30), days=10, now=NOW - timedelta(days=5))
    profile = make_profile(not_hired=6, reserve=12)
    make_vacancy(recruiter=recruiter, opened_at=NOW - timedelta(days=2))
    held = make_vacancy(recruiter=recruiter, opened_at=NOW)
    held.legal_profile = profile
    held.save()
    closed = {"state": "rejected", "no_letter_reason": "Told by phone.", "applied_at": NOW - timedelta(days=400)}
    kept = make_application(held, closed_at=NOW - timedelta(days=358), **closed)
    consent_to_reserve(kept, profile, at=NOW - timedelta(days=358))
    make_application(held, closed_at=NOW - timedelta(days=190), **closed)


def shown(kind) -> set[tuple]:
    return {
        (duty.subject, duty.owner.pk, duty.schedule, duty.since, duty.due, duty.ends, duty.place)
        for duty in kind.owed(now=NOW)
    }


def found(kind) -> set[tuple]:
    return {
        (one.subject, one.owner.pk, one.schedule, one.since, one.due, one.ends, (one.vacancy_id, one.stage_id))
        for one in kind.entries(now=NOW, people=User.objects.in_bulk())
    }


def test_engine_and_screen_agree():
    play()
    assert {kind.key: found(kind) for kind in KINDS} == {kind.key: shown(kind) for kind in KINDS}
    assert [kind.key for kind in KINDS if not found(kind)] == []


def test_as_many_queries_find_them_however_many_there_are():
    play()
    few = {kind.key: queries_of(kind) for kind in KINDS}
    assert {key: count for key, count in few.items() if count > 2} == {}
    for _ in range(3):
        play()
    assert {kind.key: queries_of(kind) for kind in KINDS} == few


def queries_of(kind) -> int:
    people = User.objects.in_bulk()
    with CaptureQueriesContext(connection) as queries:
        list(kind.entries(now=NOW, people=people))
    return len(queries)


def test_what_is_asked_for_by_its_subject_is_what_is_found():
    play()
    play()
    wanted = {kind.key: {kind.owed(now=NOW)[0].subject} for kind in KINDS}
    asked = {kind.key: {duty.subject for duty in kind.owed(now=NOW, among=wanted[kind.key])} for kind in KINDS}
    assert asked == wanted
    assert [kind.key for kind in KINDS if kind.owed(now=NOW, among=set())] == []


def test_a_vacancy_that_rests_asks_for_nothing_of_its_candidates():
    play()
    Application.objects.first().vacancy.__class__.objects.update(state="on_hold")
    resting = ("stage_overdue", "unanswered_applicant", "vacancy_age", "decision_waiting")
    assert [found(kind) for kind in KINDS if kind.key in resting] == [set()] * 4
