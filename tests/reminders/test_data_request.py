"""What a candidate asks for on the own page is somebody's duty, and stays one until it is dealt with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from recruiting.domain.people_data.consents import record_consent
from recruiting.domain.people_data.own_page import ask, make_link, settle
from recruiting.enums import ApplicationState, ConsentWay, Purpose, RequestKind
from recruiting.models import Application, DataRequest
from reminders.domain.duties.data_request import DataRequested
from tests.factories import make_application, make_user, make_vacancy
from tests.recruiting.people_data.legal import make_profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def recruiter():
    return make_user(Role.HR, language="en")


@pytest.fixture
def keeper():
    return make_user(Role.ADMIN, language="en")


@pytest.fixture
def application(recruiter, keeper) -> Application:
    row = make_application(make_vacancy(recruiter=recruiter))
    row.vacancy.legal_profile = make_profile(answer_days=10)
    row.vacancy.save()
    return row


def asked(application, kind=RequestKind.COPY) -> DataRequest:
    about = application if kind == RequestKind.WITHDRAW else None
    return ask(candidate=application.candidate, kind=kind, application=about, now=NOW)


def owed(**narrow) -> list[tuple]:
    return [(duty.owner, duty.subject) for duty in DataRequested().owed(now=NOW, **narrow)]


def close(application) -> None:
    closed = {"state": ApplicationState.WITHDRAWN, "closed_at": NOW, "no_letter_reason": "Told by phone."}
    Application.objects.filter(pk=application.pk).update(**closed)


@pytest.mark.parametrize("kind", [RequestKind.WITHDRAW, RequestKind.COPY, RequestKind.ERASURE])
def test_the_recruiter_and_the_administrators_owe_it_until_it_is_settled(application, recruiter, keeper, kind):
    request = asked(application, kind)
    assert owed() == [(recruiter, f"request:{request.pk}"), (keeper, f"request:{request.pk}")]
    assert owed(user=recruiter) == [(recruiter, f"request:{request.pk}")]
    settle(request=request, by=recruiter, now=NOW)
    assert owed() == []


def test_it_is_nobody_elses(application):
    asked(application)
    stranger = make_vacancy().created_by
    assert owed(user=stranger) == []


def test_a_withdrawal_is_over_with_the_application_and_a_copy_is_not(application):
    asked(application, RequestKind.WITHDRAW)
    copy = asked(application)
    close(application)
    assert {subject for _owner, subject in owed()} == {f"request:{copy.pk}"}


def test_it_is_late_after_the_day_that_the_law_sets(application):
    asked(application)
    (duty, _other) = DataRequested().owed(now=NOW)
    assert DataRequest.objects.get().answer_by == date(2026, 12, 12)
    assert not duty.is_late(NOW + timedelta(days=10))
    assert duty.is_late(NOW + timedelta(days=11))


def test_my_day_leads_to_the_page_where_it_is_done(client, application, recruiter):
    request = asked(application, RequestKind.WITHDRAW)
    client.force_login(recruiter)
    page = reverse("recruiting:application", args=[application.pk])
    assert page in client.get("/").content.decode()
    content = client.get(page).content.decode()
    assert "The candidate asks: Withdraw the application" in content
    done = reverse("recruiting:request_done", args=[request.uid])
    assert done in content
    assert client.post(done, {"back": application.pk})["Location"] == page
    assert DataRequest.objects.get().done_by == recruiter


def test_the_recruiter_of_another_application_of_the_person_does_not_settle_a_withdrawal(client, application):
    request = asked(application, RequestKind.WITHDRAW)
    other = make_application(make_vacancy(), candidate=application.candidate)
    client.force_login(other.vacancy.created_by)
    assert client.post(reverse("recruiting:request_done", args=[request.uid])).status_code == 403
    assert DataRequest.objects.get().done_at is None


class TestConsentTakenBack:
    def say(self, application, *, given: bool, purpose=Purpose.THIS_VACANCY) -> None:
        record_consent(application=application, purpose=purpose, given=given, way=ConsentWay.PAGE, by=None, now=NOW)

    def test_somebody_is_asked_to_close_and_nothing_is_closed_by_itself(self, client, application, recruiter, keeper):
        self.say(application, given=True)
        assert owed() == []
        self.say(application, given=False)
        assert [owner for owner, _subject in owed()] == [recruiter, keeper]
        application.refresh_from_db()
        assert application.is_active
        client.force_login(recruiter)
        content = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
        assert "The consent to this vacancy was taken back" in content
        close(application)
        assert owed() == []

    def test_agreeing_again_settles_it(self, application):
        self.say(application, given=True)
        self.say(application, given=False)
        self.say(application, given=True)
        assert owed() == []
        assert DataRequest.objects.get().done_at == NOW

    def test_another_purpose_asks_for_nothing(self, application):
        self.say(application, given=True, purpose=Purpose.RESERVE)
        self.say(application, given=False, purpose=Purpose.RESERVE)
        assert owed() == []

    def test_nobody_can_ask_for_it_by_hand(self, client, application):
        address = make_link(candidate=application.candidate, by=None, now=NOW).rstrip("/")
        secret = address.rsplit("/", 1)[1]
        response = client.post(reverse("recruiting:own_page_ask", args=[secret]), {"kind": "consent"})
        assert response.status_code == 404
        assert owed() == []
