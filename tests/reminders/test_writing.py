"""From a line of the ledger to a mail: once, still owed, in the reader's hours, together if they want that."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from outbox.domain.delivery import deliver_waiting
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from recruiting.models import Interview
from reminders.domain import finding, writing
from reminders.domain.engine import remind
from reminders.models import Delivery, Digest, Rule
from tests.at_once import at_once
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy

NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Chișinău
LONG_AGO = NOW - timedelta(days=9)
DAY = timedelta(days=1)


def met(*people, starts_at=NOW - timedelta(hours=3), vacancy=None) -> Interview:
    application = make_application(vacancy or make_vacancy(opened_at=NOW - DAY), applied_at=NOW - DAY)
    meeting = make_interview(application, *people, starts_at=starts_at, created_at=LONG_AGO)
    meeting.seats.update(added_at=LONG_AGO, answer="accepted")
    return meeting


def lines(person) -> list[tuple]:
    return list(Delivery.objects.filter(recipient=person).order_by("pk").values_list("state", "stopped"))


@pytest.mark.django_db
class TestStillOwed:
    @pytest.fixture
    def person(self):
        return make_user(Role.INTERVIEWER)

    def write(self, now=NOW) -> list:
        return [one.duty.owner for one in writing.write(now=now)]

    def test_done_before_it_was_written(self, person):
        meeting = met(person)
        finding.note(now=NOW)
        make_card(meeting, person)
        assert self.write() == []
        assert lines(person) == [("stopped", "over")]

    def test_moved_before_it_was_written(self, person):
        meeting = met(person, starts_at=NOW + timedelta(hours=1))
        finding.note(now=NOW)
        Interview.objects.filter(pk=meeting.pk).update(sequence=1)
        assert self.write() == []
        assert lines(person) == [("stopped", "moved")]

    def test_cancelled_before_it_was_written(self, person):
        meeting = met(person, starts_at=NOW + timedelta(hours=1))
        finding.note(now=NOW)
        Interview.objects.filter(pk=meeting.pk).update(state="cancelled")
        assert self.write() == []
        assert lines(person) == [("stopped", "over")]

    def test_switched_off_before_it_was_written(self, person):
        meeting = met(person)
        finding.note(now=NOW)
        Rule.objects.create(vacancy=meeting.vacancy, kind="scorecard_due", is_on=False)
        assert self.write() == []
        assert lines(person) == [("stopped", "off")]

    def test_a_writer_that_comes_in_quiet_hours_leaves_it_for_the_morning(self, person):
        met(person)
        finding.note(now=NOW)
        night = NOW.replace(hour=20)
        assert self.write(night) == []
        assert Delivery.objects.get(recipient=person).send_at == datetime(2026, 12, 3, 6, 0, tzinfo=UTC)

    def test_of_two_points_that_wait_the_later_is_written(self, person):
        met(person)
        finding.note(now=NOW)
        finding.note(now=NOW + DAY)
        assert [one.occurrence.name for one in writing.write(now=NOW + DAY) if one.duty.owner == person] == [
            "morning:2026-12-03"
        ]
        assert lines(person) == [("stopped", "overtaken"), ("written", "")]

    def test_one_that_waited_in_the_outbox_is_called_back_when_it_is_done(self, person, settings):
        meeting = met(person)
        remind(now=NOW)
        make_card(meeting, person)
        deliver_waiting(now=NOW + timedelta(minutes=10))
        message = OutboundMessage.objects.get(recipient=person)
        assert (message.state, message.answer) == (MessageState.CANCELLED, "Reminder not needed any more: over")

    def test_one_that_waited_in_the_outbox_waits_on_in_quiet_hours(self, person):
        met(person)
        remind(now=NOW)
        deliver_waiting(now=NOW.replace(hour=20))
        message = OutboundMessage.objects.get(recipient=person)
        assert (message.state, message.not_before) == ("waiting", datetime(2026, 12, 3, 6, 0, tzinfo=UTC))


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_workers_share_the_lines_and_each_is_written_once(self):
        people = [make_user(Role.INTERVIEWER) for _ in range(6)]
        vacancy = make_vacancy(opened_at=NOW - DAY)
        for person in people:
            met(person, vacancy=vacancy, starts_at=NOW - timedelta(hours=3))
        finding.note(now=NOW)
        expected = Delivery.objects.count()
        results = at_once(*[lambda: list(writing.write(now=NOW))] * 4)
        assert sum(len(written) for written in results) == expected
        assert OutboundMessage.objects.count() == expected

    def test_a_writer_that_dies_before_its_commit_leaves_the_lines_to_the_next(self):
        met(make_user(Role.INTERVIEWER))
        finding.note(now=NOW)
        waiting = Delivery.objects.count()
        with transaction.atomic():
            writing._write_singles(NOW, NOW)
            transaction.set_rollback(True)
        assert OutboundMessage.objects.count() == 0
        assert len(list(writing.write(now=NOW))) == waiting


@pytest.mark.django_db
class TestDigest:
    @pytest.fixture
    def person(self):
        return make_user(Role.INTERVIEWER, reminder_digest=True, country="ZZ")

    def mails(self, person) -> list[str]:
        return list(OutboundMessage.objects.filter(recipient=person).order_by("pk").values_list("subject", flat=True))

    def test_everything_of_a_day_comes_in_one_mail_in_the_morning(self, person):
        for minutes in (120, 170, 220):
            met(person, starts_at=NOW - timedelta(minutes=minutes))
        remind(now=NOW)
        assert self.mails(person) == []
        remind(now=datetime(2026, 12, 3, 7, 0, tzinfo=UTC))
        assert self.mails(person) == ["3 things wait for you"]
        body = OutboundMessage.objects.get(recipient=person).body
        assert body.count("http://127.0.0.1:8000/") == 5
        assert Digest.objects.get().day == date(2026, 12, 3)
        assert lines(person) == [("stopped", "overtaken")] * 3 + [("written", "")] * 3

    def test_what_cannot_wait_comes_at_once(self, person):
        met(person, starts_at=NOW + timedelta(hours=1))
        remind(now=NOW)
        assert len(self.mails(person)) == 1
        assert not Digest.objects.exists()

    def test_never_two_in_a_day(self, person):
        met(person)
        morning = datetime(2026, 12, 3, 7, 0, tzinfo=UTC)
        remind(now=NOW)
        remind(now=morning)
        met(person, starts_at=NOW - timedelta(hours=8))
        Delivery.objects.filter(state="due").update(send_at=morning)
        finding.note(now=morning + timedelta(hours=1))
        Delivery.objects.filter(state="due").update(send_at=morning)
        assert [one for one in writing.write(now=morning + timedelta(hours=1)) if one.duty.owner == person] == []
        assert len(self.mails(person)) == 1

    def test_it_says_nothing_of_ratings(self, person):
        other = make_user(Role.INTERVIEWER)
        meeting = met(person, other)
        make_card(meeting, other, levels=[5, 1], evidence="Zanzibar")
        remind(now=NOW)
        remind(now=datetime(2026, 12, 3, 7, 0, tzinfo=UTC))
        text = OutboundMessage.objects.get(recipient=person).body.lower()
        assert [word for word in ("zanzibar", "strong", "level", "recommend") if word in text] == []


@pytest.mark.django_db
class TestRules:
    def names(self, person, days=20) -> list[str]:
        return [
            one.occurrence.name
            for day in range(days)
            for one in remind(now=NOW + day * DAY)
            if one.duty.owner == person
        ]

    def test_first_distance_and_number(self, only):
        only("scorecard_due")
        person = make_user(Role.INTERVIEWER, country="ZZ", work_days=list(range(7)))
        meeting = met(person)
        Rule.objects.create(vacancy=meeting.vacancy, kind="scorecard_due", first=24 * 60, every=3, most=2)
        assert self.names(person) == ["hour", "morning:2026-12-06", "morning:2026-12-09"]

    def test_the_stage_has_the_last_word(self):
        person = make_user(Role.INTERVIEWER, country="ZZ")
        meeting = met(person)
        Rule.objects.create(vacancy=meeting.vacancy, kind="scorecard_due", is_on=False)
        assert self.names(person, days=2) == []
        Rule.objects.create(vacancy=meeting.vacancy, stage=meeting.stage, kind="scorecard_due", is_on=True)
        assert self.names(person, days=1) == ["hour"]

    @pytest.mark.parametrize("wrong", [{"every": 0}, {"every": 11}, {"most": 21}])
    def test_what_makes_no_sense_is_refused_by_the_database(self, wrong):
        with pytest.raises(IntegrityError):
            Rule.objects.create(vacancy=make_vacancy(), kind="scorecard_due", **wrong)

    def test_two_rules_for_one_place_are_refused(self):
        vacancy = make_vacancy()
        Rule.objects.create(vacancy=vacancy, kind="no_show", is_on=False)
        with pytest.raises(IntegrityError, match="rule_once"):
            Rule.objects.create(vacancy=vacancy, kind="no_show", is_on=True)


@pytest.mark.django_db
def test_a_line_is_never_noted_twice():
    met(make_user(Role.INTERVIEWER, work_from=time(0)))
    finding.note(now=NOW)
    before = Delivery.objects.count()
    assert finding.note(now=NOW) == 0
    assert Delivery.objects.count() == before
