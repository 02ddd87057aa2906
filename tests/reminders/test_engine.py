"""A mail is written once, says what it must in the reader's language, and nothing of ratings."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.enums import Presence
from recruiting.models import Application, Interview
from reminders.domain.engine import remind
from reminders.models import Delivery
from scorecards.enums import Recommendation
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_card, make_interview, make_user, make_vacancy

NOON = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Chișinău
LONG_AGO = NOON - timedelta(days=30)


def meeting_at(start: datetime, *people, application=None, **changes) -> Interview:
    application = application or make_application(
        make_vacancy(opened_at=LONG_AGO), applied_at=NOON - timedelta(hours=1)
    )
    meeting = make_interview(application, *people, starts_at=start, created_at=LONG_AGO, **changes)
    meeting.seats.update(added_at=LONG_AGO, answer="accepted")
    return meeting


def mailed(now: datetime) -> list[tuple[str, str, str]]:
    return [(one.duty.kind, one.duty.owner.email, one.occurrence.name) for one in remind(now=now)]


def say(*args) -> list[dict]:
    out = StringIO()
    call_command("remind", *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db
class TestOnce:
    def test_each_point_of_a_series_is_mailed_once(self):
        person = make_user(Role.INTERVIEWER)
        meeting_at(NOON + timedelta(hours=24), person)
        steps = [
            timedelta(),
            timedelta(minutes=1),
            timedelta(hours=22, minutes=59),
            timedelta(hours=23),
            timedelta(hours=24),
        ]
        assert [mailed(NOON + step) for step in steps] == [
            [("interview_ahead", person.email, "day")],
            [],
            [],
            [("interview_ahead", person.email, "hour")],
            [],
        ]

    def test_after_a_move_the_series_begins_anew(self):
        person = make_user(Role.INTERVIEWER)
        meeting = meeting_at(NOON + timedelta(hours=24), person)
        assert len(mailed(NOON)) == 1
        meeting.starts_at += timedelta(hours=2)
        meeting.ends_at += timedelta(hours=2)
        meeting.sequence += 1
        meeting.save()
        assert [mailed(NOON + timedelta(hours=hours)) for hours in (1, 2, 3)] == [
            [],
            [("interview_ahead", person.email, "day")],
            [],
        ]

    def test_what_was_missed_while_nothing_ran_is_not_sent_in_a_heap(self):
        person = make_user(Role.INTERVIEWER, country="ZZ")
        meeting_at(NOON - timedelta(days=7), person)
        mails = [mail for mail in mailed(NOON) if mail[1] == person.email]
        assert mails == [("scorecard_due", person.email, "morning:2026-12-02")]

    def test_a_dry_run_says_what_is_then_sent_and_writes_nothing(self):
        person = make_user(Role.INTERVIEWER)
        meeting_at(NOON + timedelta(hours=1), person)
        meeting_at(NOON - timedelta(hours=2), person)
        foreseen = [one.key for one in remind(now=NOON, dry_run=True)]
        assert len(foreseen) == 2
        assert (Delivery.objects.count(), OutboundMessage.objects.count()) == (0, 0)
        assert [one.key for one in remind(now=NOON)] == foreseen
        assert remind(now=NOON, dry_run=True) == []

    def test_the_number_of_queries_for_what_is_not_due_is_the_same_for_many(self):
        person = make_user(Role.INTERVIEWER)
        vacancy = make_vacancy(opened_at=LONG_AGO)

        def count(hours) -> int:
            for hour in hours:
                candidate = make_application(vacancy, applied_at=NOON)
                meeting_at(NOON + timedelta(days=3, hours=hour), person, application=candidate)
            with CaptureQueriesContext(connection) as queries:
                assert remind(now=NOON) == []
            return len(queries)

        assert count(range(3)) == count(range(3, 60))


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mail_everything_once():
    people = [make_user(Role.INTERVIEWER) for _ in range(5)]
    meeting_at(NOON + timedelta(hours=1), *people)
    results = at_once(*[lambda: remind(now=NOON)] * 3)
    written = [one.duty.owner.email for result in results for one in result]
    assert sorted(written) == sorted(person.email for person in people)
    assert sorted(OutboundMessage.objects.values_list("to", flat=True)) == sorted(person.email for person in people)
    assert Delivery.objects.count() == 5


@pytest.mark.django_db
class TestWords:
    @pytest.mark.parametrize(
        ("language", "zone", "start", "day"),
        [
            ("en", "Europe/London", "11:00", "Wednesday"),
            ("ru", "Europe/Moscow", "14:00", "среда"),
            ("ro", "Europe/Bucharest", "13:00", "miercuri"),
        ],
    )
    def test_the_readers_language_and_clock(self, language, zone, start, day):
        person = make_user(Role.INTERVIEWER, language=language, time_zone=zone)
        meeting = meeting_at(NOON + timedelta(hours=1), person)
        remind(now=NOON)
        message = OutboundMessage.objects.get()
        assert (message.language, message.recipient, message.kind) == (language, person, "reminder")
        assert day in message.body.lower() if language != "en" else day in message.body
        assert start in message.subject
        assert f"({zone})" in message.body
        assert f"http://127.0.0.1:8000/interviews/{meeting.pk}/" in message.body

    def test_no_mail_says_how_anybody_was_rated(self):
        manager, recruiter = make_user(Role.HIRING_MANAGER), make_user(Role.HR)
        person, late = make_user(Role.INTERVIEWER), make_user(Role.INTERVIEWER)
        vacancy = make_vacancy(recruiter=recruiter, hiring_manager=manager, opened_at=LONG_AGO)
        last = vacancy.stages.get(key="manager")
        secrets = {"levels": [5, 1], "evidence": "Zanzibar", "recommendation": Recommendation.STRONG_NO}
        done = make_application(vacancy, candidate=make_candidate("Ana"), stage="manager", applied_at=NOON)
        start = NOON - timedelta(days=2)
        make_card(meeting_at(start, person, application=done, stage=last), person, at=start, **secrets)
        open_one = make_application(vacancy, candidate=make_candidate("Ion"), stage_since=LONG_AGO)
        make_card(
            meeting_at(start + timedelta(hours=2), person, late, application=open_one), person, at=start, **secrets
        )
        absent = make_application(vacancy, candidate=make_candidate("Dan"), applied_at=NOON)
        meeting_at(start + timedelta(hours=4), person, application=absent).attendances.update(presence=Presence.NO_SHOW)
        remind(now=NOON)
        kinds = set(Delivery.objects.values_list("kind", flat=True))
        assert kinds == {"decision_waiting", "scorecards_missing", "scorecard_due", "stage_overdue", "no_show"}
        for message in OutboundMessage.objects.all():
            text = (message.subject + message.body).lower()
            assert [word for word in ("zanzibar", "strong", "level", "recommend", "fit") if word in text.split()] == []
            assert [word for word in ("zanzibar", "strong no", "behaviour") if word in text] == []

    def test_every_letter_has_a_subject_a_link_and_no_open_question(self):
        self.test_no_mail_says_how_anybody_was_rated()
        for message in OutboundMessage.objects.all():
            assert message.subject
            assert message.body.count("http://127.0.0.1:8000/") == 2
            assert [sign for sign in ("{", "}", "None", "&quot;", "&#") if sign in message.body] == []


@pytest.mark.django_db
class TestCommand:
    AT = "2026-12-02T12:00+02:00"

    def test_it_prints_a_line_for_each(self):
        person = make_user(Role.INTERVIEWER, time_zone="Europe/Moscow")
        meeting = meeting_at(NOON + timedelta(hours=1), person)
        assert say("--at", self.AT, "--dry-run") == [
            {
                "rule": "interview_ahead",
                "recipient": person.email,
                "subject": f"interview:{meeting.pk}",
                "due": "2026-12-02T13:00:00+03:00",
                "why": "the interview is in an hour",
            }
        ]

    def test_it_sends_what_it_printed_and_nothing_twice(self, settings):
        person = make_user(Role.INTERVIEWER)
        meeting_at(NOON + timedelta(hours=1), person)
        foreseen = say("--at", self.AT, "--dry-run")
        assert OutboundMessage.objects.count() == 0
        assert say("--at", self.AT) == foreseen
        assert say("--at", self.AT) == []
        assert say("--at", self.AT, "--dry-run") == []
        assert len(list(settings.OUTBOX_MAIL_DIR.iterdir())) == 1
        assert OutboundMessage.objects.get().state == MessageState.SENT

    @pytest.mark.parametrize(
        "at",
        [
            "2026-12-02T12:00",
            "2026-12-02",
            "noon",
            "",
            "2026-13-01T09:00+03:00",
            "0001-01-01T00:00+14:00",
            "9999-12-31T23:59-12:00",
        ],
    )
    def test_a_time_that_is_none_is_one_line(self, at):
        with pytest.raises(CommandError) as caught:
            say("--at", at)
        assert len(str(caught.value).splitlines()) == 1
        assert str(caught.value).startswith("--at: ")

    def test_without_a_time_it_is_now(self):
        assert say("--dry-run") == []


@pytest.mark.django_db
def test_the_recruiters_duties_stop_when_the_candidate_moves_on():
    vacancy = make_vacancy(opened_at=LONG_AGO)
    application = make_application(vacancy, stage_since=LONG_AGO)
    assert [mail[0] for mail in mailed(NOON)] == ["stage_overdue"]
    assert mailed(NOON + timedelta(days=1)) == []
    Application.objects.filter(pk=application.pk).update(stage=vacancy.stages.get(key="manager"), stage_since=NOON)
    assert mailed(NOON + timedelta(days=1)) == []
    assert [mail[0] for mail in mailed(NOON + timedelta(days=7))] == ["stage_overdue"]
