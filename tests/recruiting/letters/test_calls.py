"""The log of calls: added to, corrected by another row, and notes of colleagues wait for one's own scorecard."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.calls import Talk, correct_call, log_call
from recruiting.domain.errors import AlreadyDone, Conflict, Refused
from recruiting.enums import ApplicationState, CallOutcome
from recruiting.models import Application, Call, withheld
from tests.at_once import at_once
from tests.factories import make_application, make_user, make_vacancy
from tests.factories.letters import make_call

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def hr():
    return make_user(Role.HR)


@pytest.fixture
def application(hr):
    return make_application(make_vacancy(recruiter=hr))


def log(application, hr, outcome=CallOutcome.REACHED, **talk) -> Call:
    talk = Talk(**{"at": NOW, "outcome": outcome} | talk)
    return log_call(application=application, talk=talk, by=hr, now=NOW)


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        ({"at": NOW + timedelta(hours=1)}, "after it took place"),
        ({"outcome": CallOutcome.CALL_AGAIN}, "belongs to the outcome"),
        ({"call_again_at": NOW + timedelta(hours=1)}, "belongs to the outcome"),
        ({"outcome": CallOutcome.CALL_AGAIN, "call_again_at": NOW}, "after this call"),
        ({"told_outcome": True}, "on a closed application"),
    ],
)
def test_what_cannot_be_is_refused(application, hr, talk, words):
    with pytest.raises(Refused, match=words):
        log(application, hr, **talk)
    assert not Call.objects.exists()


def test_the_outcome_is_told_to_who_was_reached(hr):
    application = make_application(make_vacancy(recruiter=hr), state=ApplicationState.REJECTED)
    assert log(application, hr, told_outcome=True).told_outcome is True
    with pytest.raises(Refused):
        log(application, hr, CallOutcome.NO_ANSWER, told_outcome=True)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_note_one_call(application, hr):
    results = at_once(lambda: log(application, hr), lambda: log(application, hr))
    assert sorted(type(one).__name__ for one in results) == ["AlreadyDone", "Call"]


def test_a_repeated_click_is_told(application, hr):
    log(application, hr, note="Asked about shifts")
    with pytest.raises(AlreadyDone):
        log(application, hr, note="Asked about shifts\n")


def test_a_correction_replaces_the_row_and_both_are_kept(application, hr):
    first = log(application, hr)
    talk = Talk(at=NOW, outcome=CallOutcome.WRONG_NUMBER)
    second = correct_call(call=first, talk=talk, by=hr, now=NOW)
    assert list(Call.objects.standing()) == [second]
    assert set(Call.objects.all()) == {first, second}
    with pytest.raises(Conflict):
        correct_call(call=first, talk=talk, by=hr, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_kept(application, hr):
    first = log(application, hr)
    talk = Talk(at=NOW, outcome=CallOutcome.NO_ANSWER)
    results = at_once(*[lambda: correct_call(call=first, talk=talk, by=hr, now=NOW)] * 2)
    assert sorted(type(one).__name__ for one in results) == ["Call", "Conflict"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE recruiting_call SET outcome = 'refused'", "DELETE FROM recruiting_call", "TRUNCATE recruiting_call"],
)
def test_the_log_is_never_rewritten(application, hr, statement):
    log(application, hr)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


def test_an_erasure_may_empty_the_note(application, hr):
    log(application, hr, note="Ana asked about shifts")
    with transaction.atomic(), connection.cursor() as cursor:
        way = json.dumps({"people": [application.candidate_id], "words": []})
        cursor.execute("SELECT set_config('rubrika.erasing', %s, true)", [way])
        assert Call.objects.update(note="") == 1


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"outcome": "call_again"}, "call_again_has_time"),
        ({"call_again_at": NOW}, "call_again_has_time"),
        ({"outcome": "refused", "told_outcome": True}, "call_told_only_if_reached"),
    ],
)
def test_the_database_refuses_a_call_that_contradicts_itself(application, hr, fields, name):
    given = {"outcome": "reached"} | fields
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_call(application, by=hr, **given)


class TestPage:
    def typed(self, **changes) -> dict:
        now = timezone.localtime() - timedelta(minutes=1)
        start = {"direction": "out", "way": "phone", "outcome": "reached", "at": f"{now:%Y-%m-%dT%H:%M}", "note": "N"}
        return start | changes

    def test_a_call_is_noted_and_stands_on_the_application(self, client, application, hr):
        client.force_login(hr)
        response = client.post(reverse("recruiting:call_add", args=[application.pk]), self.typed(), follow=True)
        html = response.content.decode()
        assert ("The call is noted." in html, "No call was noted." in html) == (True, False)
        assert Call.objects.get().by == hr

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, client, application, hr):
        client.force_login(hr)
        address = reverse("recruiting:call_add", args=[application.pk])
        for changes in ({"outcome": "call_again"}, {"at": "yesterday"}, {"outcome": "nonsense"}):
            response = client.post(address, self.typed(note="My own words", **changes))
            assert (response.status_code, "My own words" in response.content.decode()) == (422, True)
        assert not Call.objects.exists()

    @pytest.mark.parametrize(
        ("zone", "changes"),
        [
            ("Europe/Chisinau", {"at": "0001-01-01T00:00"}),
            ("America/New_York", {"outcome": "call_again", "call_again_at": "9999-12-31T23:30"}),
        ],
    )
    def test_a_moment_that_could_not_be_read_again_is_refused(self, client, application, hr, zone, changes):
        type(hr).objects.filter(pk=hr.pk).update(time_zone=zone)
        client.force_login(hr)
        response = client.post(reverse("recruiting:call_add", args=[application.pk]), self.typed(**changes))
        assert (response.status_code, "Choose a year" in response.content.decode()) == (422, True)
        assert client.get(reverse("recruiting:application", args=[application.pk])).status_code == 200

    def test_it_is_corrected_once(self, client, application, hr):
        client.force_login(hr)
        call = make_call(application, by=hr, note="Wrong")
        address = reverse("recruiting:call_correct", args=[call.pk])
        assert "Wrong" in client.get(address).content.decode()
        assert client.post(address, self.typed(note="Right")).status_code == 302
        assert client.post(address, self.typed(note="Other")).status_code == 409

    def test_a_colleagues_note_waits_for_ones_own_scorecard_and_the_fact_does_not(
        self, client, application, hr, monkeypatch
    ):
        colleague = make_user(Role.HR)
        make_call(application, by=colleague, note="He was rather weak")
        make_call(application, by=hr, note="My own note")
        monkeypatch.setattr(withheld, "_providers", [lambda user: Application.objects.values("pk")])
        client.force_login(hr)
        page = client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
        assert ("rather weak" in page, "My own note" in page) == (False, True)
        assert ("The note opens after your own scorecard" in page, page.count("Reached")) == (True, 3)

    def test_a_note_that_waits_for_ones_own_scorecard_is_not_replaced_unread(
        self, client, application, hr, monkeypatch
    ):
        call = make_call(application, by=make_user(Role.HR), note="He was rather weak")
        monkeypatch.setattr(withheld, "_providers", [lambda user: Application.objects.values("pk")])
        client.force_login(hr)
        address = reverse("recruiting:call_correct", args=[call.pk])
        assert address not in client.get(reverse("recruiting:application", args=[application.pk])).content.decode()
        for page in (client.get(address, follow=True), client.post(address, self.typed(note="Right"), follow=True)):
            text = page.content.decode()
            assert ("would replace it" in text, "rather weak" in text) == (True, False)
        assert Call.objects.get() == call
