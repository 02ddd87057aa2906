"""A vacancy without a legal profile is its recruiter's to settle: without one nobody in it is erased by date."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from recruiting.domain.people_data.profiles import put_under
from recruiting.models import Candidate, Vacancy
from reminders.domain.duties.profile_missing import ProfileMissing
from reminders.domain.engine import remind
from tests.factories import make_application, make_user, make_vacancy
from tests.recruiting.people_data.legal import make_profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)


def owed(now=NOW, user=None) -> list[tuple]:
    return [(duty.owner, duty.subject) for duty in ProfileMissing().owed(now=now, user=user)]


def mailed(now) -> list[str]:
    return [one.message.subject for one in remind(now=now) if one.duty.kind == ProfileMissing.key]


@pytest.fixture
def recruiter():
    return make_user(Role.HR, language="en")


@pytest.fixture
def vacancy(recruiter) -> Vacancy:
    return make_vacancy(recruiter=recruiter, title="Specialist", opened_at=NOW - DAY)


def test_its_recruiter_is_asked_and_nobody_else_sees_it(vacancy, recruiter):
    make_profile()
    assert owed() == [(recruiter, f"vacancy:{vacancy.pk}")]
    assert owed(user=recruiter) == owed()
    assert owed(user=make_user(Role.HR)) == owed(user=make_user(Role.ADMIN)) == []


def test_nobody_is_asked_where_there_is_nothing_to_choose_from(vacancy):
    assert owed() == []
    assert mailed(NOW) == []


def test_a_mail_a_week_for_four_weeks_and_none_once_it_has_one(vacancy, recruiter, only):
    profile = make_profile()
    only("profile_missing")
    days = [number for number in range(50) if mailed(NOW + number * DAY) == ["“Specialist” has no legal profile"]]
    assert days == [0, 7, 14, 21]
    other = make_vacancy(recruiter=recruiter, opened_at=NOW - DAY)
    put_under(vacancy=other, profile=profile, by=recruiter, now=NOW)
    put_under(vacancy=vacancy, profile=profile, by=recruiter, now=NOW)
    assert owed() == []


def test_a_closed_vacancy_counts_while_it_holds_somebodys_data(vacancy, recruiter):
    make_profile()
    Vacancy.objects.filter(pk=vacancy.pk).update(state="closed", closed_at=NOW)
    assert owed() == []
    application = make_application(
        vacancy, state="rejected", closed_at=NOW, no_letter_reason="Told by phone.", applied_at=NOW - DAY
    )
    assert owed() == [(recruiter, f"vacancy:{vacancy.pk}")]
    blank = dict.fromkeys(("full_name", "name_sort", "email", "phone"), "")
    Candidate.objects.filter(pk=application.candidate_id).update(erased_at=NOW, **blank)
    assert owed() == []


def test_the_recruiter_does_it_where_the_mail_leads_though_people_have_applied(vacancy, recruiter, client):
    profile = make_profile()
    make_application(vacancy, applied_at=NOW)
    (reminder,) = [one for one in remind(now=NOW) if one.duty.kind == ProfileMissing.key]
    address = reverse("recruiting:vacancy_settings", args=[vacancy.pk])
    assert address in reminder.message.body
    client.force_login(recruiter)
    choose = reverse("recruiting:vacancy_profile", args=[vacancy.pk])
    assert f'action="{choose}"' in client.get(address).content.decode()
    assert client.post(choose, {"profile": profile.pk, "back": "vacancy"}).status_code == 302
    vacancy.refresh_from_db()
    assert vacancy.legal_profile == profile
    assert owed() == []
