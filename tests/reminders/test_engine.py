"""A mail is written once, says what it must in the reader's language, and nothing of ratings."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.domain.substituting import follow_leaves
from recruiting.enums import Presence
from recruiting.models import Application, Interview, TeamMember
from reminders.domain.duties import KINDS
from reminders.domain.duties.scorecard_due import ScorecardDue
from reminders.domain.engine import foreseen, remind
from reminders.domain.postponing import snooze
from reminders.models import Delivery, Rule, RuleChange
from scorecards.enums import Recommendation
from tests.at_once import at_once
from tests.factories import make_application, make_candidate, make_card, make_interview, make_user, make_vacancy
from tests.factories.leaves import make_leave

NOON = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Chișinău
LONG_AGO = NOON - timedelta(days=13)


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
        expected = [one.key for one in foreseen(now=NOON)]
        assert len(expected) == 2
        assert (Delivery.objects.count(), OutboundMessage.objects.count()) == (0, 0)
        assert sorted(one.key for one in remind(now=NOON)) == sorted(expected)
        assert foreseen(now=NOON) == []

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
        open_one = make_application(vacancy, candidate=make_candidate("Ion"), stage_since=LONG_AGO, applied_at=NOON)
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
        expected = say("--at", self.AT, "--dry-run")
        assert OutboundMessage.objects.count() == 0
        assert say("--at", self.AT) == expected
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
    vacancy = make_vacancy(opened_at=NOON)
    application = make_application(vacancy, stage_since=LONG_AGO, applied_at=NOON)
    assert [mail[0] for mail in mailed(NOON)] == ["stage_overdue"]
    assert mailed(NOON + timedelta(days=1)) == []
    Application.objects.filter(pk=application.pk).update(
        stage=vacancy.stages.get(key="manager"), stage_since=NOON, revision=1
    )
    assert mailed(NOON + timedelta(days=1)) == []
    assert [mail[0] for mail in mailed(NOON + timedelta(days=7))] == ["stage_overdue"]


@pytest.mark.django_db
class TestExplaining:
    AT = "2026-12-02T12:00+02:00"

    def reasons(self, person, at=AT) -> dict[str, dict]:
        return {line["rule"]: line for line in say("--explain", person.email, "--at", at) if line["subject"]}

    def test_every_kind_is_named_and_nothing_is_written(self):
        person = make_user(Role.INTERVIEWER)
        assert {line["decided"] for line in say("--explain", person.email, "--at", self.AT)} == {"not_owed"}
        assert {line["rule"] for line in say("--explain", person.email)} == {kind.key for kind in KINDS}
        meeting_at(NOON - timedelta(hours=2), person)
        say("--explain", person.email, "--at", self.AT)
        assert (Delivery.objects.count(), OutboundMessage.objects.count()) == (0, 0)

    def test_before_at_and_after_it(self):
        person = make_user(Role.INTERVIEWER)
        meeting = meeting_at(NOON - timedelta(hours=1), person)
        early = self.reasons(person)["scorecard_due"]
        assert (early["decided"], early["at"]) == ("not_due", "2026-12-02T12:45:00+02:00")
        assert self.reasons(person, "2026-12-02T13:00+02:00")["scorecard_due"]["decided"] == "due"
        night = self.reasons(person, "2026-12-02T23:00+02:00")["scorecard_due"]
        assert (night["decided"], night["at"]) == ("quiet", "2026-12-03T08:00:00+02:00")
        remind(now=NOON + timedelta(hours=1))
        assert self.reasons(person, "2026-12-02T13:05+02:00")["scorecard_due"]["decided"] == "written"
        make_card(meeting, person)
        assert self.reasons(person, "2026-12-02T13:10+02:00")["scorecard_due"]["decided"] == "stopped"

    def test_switched_off_and_put_off(self):
        person = make_user(Role.INTERVIEWER)
        meeting = meeting_at(NOON - timedelta(hours=2), person)
        rule = Rule.objects.create(vacancy=meeting.vacancy, kind="scorecard_due", is_on=False)
        assert self.reasons(person)["scorecard_due"]["decided"] == "off"
        rule.delete()
        (duty,) = ScorecardDue().owed(now=NOON, user=person)
        snooze(duty=duty, until=NOON + timedelta(days=2), by=person, now=NOON)
        assert self.reasons(person)["scorecard_due"]["decided"] == "snoozed"

    def test_the_mail_servers_words(self):
        person = make_user(Role.INTERVIEWER)
        meeting_at(NOON - timedelta(hours=2), person)
        remind(now=NOON)
        OutboundMessage.objects.filter(recipient=person).update(state="failed", answer="550 no such person")
        assert self.reasons(person)["scorecard_due"]["why"].endswith("The mail server said: 550 no such person")

    def test_the_substitute_is_named_on_both_sides(self):
        away, here = make_user(Role.HR, full_name="Ann Away"), make_user(Role.HR, full_name="Henry Here")
        vacancy = make_vacancy(recruiter=away, opened_at=NOON)
        make_application(vacancy, stage_since=LONG_AGO, applied_at=NOON)
        meeting = meeting_at(NOON - timedelta(hours=2), away)
        make_leave(away, here, first_day=NOON.date(), now=NOON - timedelta(days=3))
        follow_leaves(NOON)
        left = self.reasons(away)["stage_overdue"]
        assert (left["decided"], left["why"]) == (
            "away", "You are away. Henry Here stands in for you and is asked instead.",
        )  # fmt: skip
        own = self.reasons(away)["scorecard_due"]
        assert (own["decided"], own["subject"].split("/")[0]) == ("away", f"interview:{meeting.pk}")
        assert "only you can do this" in own["why"]
        assert self.reasons(here)["stage_overdue"]["instead_of"] == "Ann Away"
        assert [one.duty.owner for one in remind(now=NOON) if one.duty.kind == "stage_overdue"] == [here]
        told = self.reasons(here)["stage_overdue"]
        assert (told["decided"], told["instead_of"]) == ("written", "Ann Away")
        TeamMember.objects.exclude(instead_of=None).delete()
        assert self.reasons(here)["stage_overdue"]["instead_of"] == "Ann Away"

    def test_it_says_nothing_of_ratings(self):
        manager, person = make_user(Role.HIRING_MANAGER), make_user(Role.INTERVIEWER)
        vacancy = make_vacancy(hiring_manager=manager, opened_at=LONG_AGO)
        done = make_application(vacancy, stage="manager", applied_at=NOON)
        meeting = meeting_at(
            NOON - timedelta(days=2), person, application=done, stage=vacancy.stages.get(key="manager")
        )
        make_card(meeting, person, at=NOON - timedelta(days=1), levels=[5, 1], evidence="Zanzibar")
        text = json.dumps(say("--explain", manager.email, "--at", self.AT)).lower()
        assert "decision_waiting" in text
        assert [word for word in ("zanzibar", "strong", "level", "recommend") if word in text] == []

    def test_nobody_of_that_address_is_one_line(self):
        with pytest.raises(CommandError, match="^--explain: nobody has the address"):
            say("--explain", "nobody@example.org")


@pytest.mark.django_db
class TestPages:
    def test_one_sees_ones_own_and_the_administrator_anybodys(self, client):
        person, other = make_user(Role.INTERVIEWER), make_user(Role.INTERVIEWER)
        meeting_at(NOON - timedelta(hours=2), person)
        remind(now=NOON)
        subject = OutboundMessage.objects.get(recipient=person).subject
        client.force_login(person)
        assert subject in client.get(reverse("reminders:ledger")).content.decode()
        client.force_login(other)
        assert subject not in client.get(reverse("reminders:ledger")).content.decode()
        for page in ("reminders:ledger", "reminders:why"):
            assert client.get(reverse(page), {"person": person.pk}).status_code == 403
        client.force_login(make_user(Role.ADMIN))
        seen = client.get(reverse("reminders:ledger"), {"person": person.pk})
        assert [line.recipient for line in seen.context["page"]] == [person]
        assert subject not in seen.content.decode()  # times and reasons, not candidates' names
        assert client.get(reverse("reminders:why"), {"person": "nonsense"}).status_code == 404

    def test_a_moment_that_is_none_is_said(self, client):
        client.force_login(make_user(Role.INTERVIEWER))
        assert client.get(reverse("reminders:why"), {"at": "yesterday"}).status_code == 422
        assert client.get(reverse("reminders:why"), {"at": "2026-12-02T12:00"}).status_code == 200

    def test_the_recruiter_sets_rules_and_they_are_remembered(self, client):
        recruiter = make_user(Role.HR)
        vacancy = make_vacancy(recruiter=recruiter)
        client.force_login(recruiter)
        address = reverse("reminders:rules", args=[vacancy.pk])
        given = {"scorecard_due-is_on": "yes", "scorecard_due-every": "2", "no_show-is_on": "no"}
        assert client.post(address, given).status_code == 302
        rules = {rule.kind: (rule.is_on, rule.every) for rule in Rule.objects.all()}
        assert rules == {"scorecard_due": (True, 2), "no_show": (False, None)}
        assert client.post(address, given).status_code == 302
        assert RuleChange.objects.count() == 2
        assert client.post(f"{address}?stage=interview", {"no_show-is_on": "yes"}).status_code == 302
        assert Rule.objects.get(stage__isnull=False).is_on is True
        assert client.post(address, {}).status_code == 302
        assert Rule.objects.filter(stage=None).count() == 0

    @pytest.mark.parametrize(
        "wrong", [{"every": "0"}, {"most": "21"}, {"first": "1441"}, {"first": "-1"}, {"every": "x"}]
    )
    def test_a_rule_that_makes_no_sense_is_refused_and_kept_on_the_page(self, client, wrong):
        recruiter = make_user(Role.HR)
        client.force_login(recruiter)
        address = reverse("reminders:rules", args=[make_vacancy(recruiter=recruiter).pk])
        answer = client.post(address, {f"scorecard_due-{name}": value for name, value in wrong.items()})
        assert (answer.status_code, Rule.objects.count()) == (422, 0)
        assert client.get(f"{address}?stage=nonsense").status_code == 404
