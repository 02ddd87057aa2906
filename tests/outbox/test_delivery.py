"""A message leaves once, is tried again when that is safe, and is never repeated when it may have left."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import IntegrityError

from outbox.domain import checking, delivery
from outbox.domain.delivery import DELAYS, LEASE, MOST_TRIES, deliver, deliver_waiting
from outbox.domain.queueing import File, queue_message
from outbox.enums import AttemptOutcome, MessageKind, MessageState
from outbox.models import Attempt, OutboundMessage
from tests.at_once import at_once
from tests.outbox.conftest import free_port

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def queued(**changes) -> OutboundMessage:
    given = {
        "kind": MessageKind.NOTICE,
        "to": "irina@example.org",
        "subject": "Встреча",
        "body": "Текст\n",
        "language": "ru",
        "by": None,
        "now": NOW,
    }
    return queue_message(**given | changes)


def after(message: OutboundMessage) -> OutboundMessage:
    message.refresh_from_db()
    return message


class TestFiles:
    def test_one_readable_file_nobody_else_may_open(self, settings):
        message = queued(html="<p>Текст</p>", enclosures=[File("a.ics", "text/calendar; method=REQUEST", b"BEGIN:X")])
        deliver(message_id=message.pk, now=NOW)
        (path,) = settings.OUTBOX_MAIL_DIR.iterdir()
        assert settings.OUTBOX_MAIL_DIR.stat().st_mode & 0o777 == 0o700
        assert path.stat().st_mode & 0o777 == 0o600
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert (mail["Subject"], mail["To"], mail["Message-ID"]) == ("Встреча", "irina@example.org", message.message_id)
        assert mail["Date"].datetime == NOW
        assert mail.get_body(("plain",)).get_content() == "Текст\n"
        assert mail.get_body(("html",)).get_content() == "<p>Текст</p>"
        (part,) = mail.iter_attachments()
        assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
            "text/calendar",
            "REQUEST",
            "a.ics",
        )
        assert part.get_payload(decode=True) == b"BEGIN:X"
        assert after(message).state == MessageState.SENT

    def test_a_folder_that_cannot_be_written_is_tried_again(self, settings):
        settings.OUTBOX_MAIL_DIR.write_text("a file where the folder should be")
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert (after(message).state, message.answer) == (MessageState.WAITING, "FileExistsError: File exists")

    def test_a_message_is_not_delivered_before_its_time(self, settings):
        message = queued(not_before=NOW + timedelta(hours=1))
        assert deliver(message_id=message.pk, now=NOW) is None
        assert deliver_waiting(now=NOW) == 0
        assert deliver_waiting(now=NOW + timedelta(hours=1)) == 1
        assert after(message).state == MessageState.SENT

    def test_a_sent_message_is_not_sent_again(self, settings):
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert deliver(message_id=message.pk, now=NOW) is None
        assert message.attempts.count() == 1

    def test_a_message_that_is_gone_is_left_alone(self):
        assert deliver(message_id=12345, now=NOW) is None


class TestHeaders:
    def test_a_reminder_says_that_a_machine_wrote_it_and_where_to_change_the_hours(self, smtp):
        deliver(message_id=queued(kind=MessageKind.REMINDER).pk, now=NOW)
        (mail,) = smtp.letters
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Id"] == "Rubrika reminders <reminders.rubrika>"
        assert mail["List-Unsubscribe"] == "<http://127.0.0.1:8000/settings/>"

    def test_a_letter_is_a_persons(self, smtp):
        deliver(message_id=queued(kind=MessageKind.LETTER, reply_to="elena@example.org").pk, now=NOW)
        (mail,) = smtp.letters
        assert (mail["Auto-Submitted"], mail["List-Id"], mail["Reply-To"]) == (None, None, "elena@example.org")


class TestServer:
    def test_taken(self, smtp):
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert [mail["Message-ID"] for mail in smtp.letters] == [message.message_id]
        assert (after(message).state, message.answer) == (MessageState.SENT, "250 taken as number 7")
        attempt = message.attempts.get()
        assert (attempt.outcome, attempt.worker) == (AttemptOutcome.ACCEPTED, delivery.worker_name())
        assert NOW <= attempt.started_at <= attempt.finished_at < NOW + timedelta(seconds=5)

    @pytest.mark.parametrize("where", ["at_recipient", "at_text"])
    def test_refused_for_good(self, smtp, where):
        setattr(smtp, where, "550 no such person")
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert (after(message).state, message.answer, message.tries) == (MessageState.FAILED, "550 no such person", 1)

    @pytest.mark.parametrize("where", ["at_recipient", "at_text"])
    def test_refused_for_now_is_tried_later_and_later_and_then_given_up(self, smtp, where):
        setattr(smtp, where, "451 try later")
        message, moments = queued(), [NOW]
        for _ in range(MOST_TRIES - 1):
            deliver(message_id=message.pk, now=moments[-1])
            assert after(message).state == MessageState.WAITING
            moments.append(message.not_before)
        waits = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
        assert [round(wait.total_seconds() / 60) for wait in waits] == [delay.total_seconds() / 60 for delay in DELAYS]
        deliver(message_id=message.pk, now=moments[-1])
        assert (after(message).state, message.answer, message.tries) == (MessageState.FAILED, "451 try later", 8)

    def test_a_line_cut_before_the_text_is_tried_again(self, smtp):
        smtp.at_recipient = "drop"
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert after(message).state == MessageState.WAITING
        smtp.at_recipient = ""
        deliver(message_id=message.pk, now=message.not_before)
        assert len(smtp.letters) == 1
        assert after(message).state == MessageState.SENT

    def test_a_line_cut_after_the_text_is_uncertain_and_never_repeated(self, smtp):
        smtp.at_text = "drop"
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert after(message).state == MessageState.UNCERTAIN
        smtp.at_text = ""
        assert deliver_waiting(now=NOW + timedelta(days=30)) == 0
        assert len(smtp.letters) == 1

    def test_what_is_neither_yes_nor_no_refuses_nothing_for_good(self, smtp):
        smtp.at_recipient = "what?"
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert after(message).state == MessageState.WAITING

    @pytest.mark.parametrize("words", ["what?", "251 forwarded", "354 go on"])
    def test_after_the_text_it_may_have_been_a_yes(self, smtp, words):
        smtp.at_text = words
        message = queued()
        deliver(message_id=message.pk, now=NOW)
        assert after(message).state == MessageState.UNCERTAIN

    @pytest.mark.parametrize(
        "wrong", [{"EMAIL_HOST": "mail..example.org"}, {"EMAIL_USE_TLS": True, "EMAIL_USE_SSL": True}]
    )
    def test_settings_that_cannot_be_are_an_answer_and_no_mail_counts_as_perhaps_sent(self, smtp, settings, wrong):
        for name, value in wrong.items():
            setattr(settings, name, value)
        first, second = queued(), queued()
        assert deliver_waiting(now=NOW) == 1
        assert (after(first).state, after(second).state) == (MessageState.WAITING, MessageState.WAITING)
        assert first.answer

    def test_a_sender_that_nobody_can_write_is_refused_with_the_reason(self, smtp):
        message, other = queued(from_email="Support, Inc <a@example.org>"), queued()
        assert deliver_waiting(now=NOW) == 2
        assert (after(message).state, after(other).state) == (MessageState.FAILED, MessageState.SENT)
        assert "only Support could be parsed" in message.answer

    def test_a_server_that_is_away_ends_the_round(self, settings):
        settings.OUTBOX_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", free_port()
        first, second = queued(), queued()
        assert deliver_waiting(now=NOW) == 1
        assert (after(first).tries, after(second).tries) == (1, 0)
        assert (first.state, first.answer[:22]) == (MessageState.WAITING, "ConnectionRefusedError")


def left_behind(*, tried: bool, **changes) -> OutboundMessage:
    """A message in the hands of a worker that is gone."""
    message = queued(**changes)
    OutboundMessage.objects.filter(pk=message.pk).update(
        state=MessageState.SENDING, tries=int(tried), claimed_by="gone/1/1", claimed_until=NOW + LEASE
    )
    if tried:
        Attempt.objects.create(message=message, started_at=NOW, worker="gone/1/1")
    return message


class TestLeftBehind:
    def test_nothing_is_touched_while_the_claim_holds(self):
        message = left_behind(tried=True)
        deliver_waiting(now=NOW + LEASE - timedelta(seconds=1))
        assert after(message).state == MessageState.SENDING

    def test_a_try_that_never_ended_is_uncertain_and_waits_for_a_person(self):
        message = left_behind(tried=True)
        assert deliver_waiting(now=NOW + LEASE) == 0
        assert (after(message).state, message.claimed_by, message.claimed_until) == (MessageState.UNCERTAIN, "", None)
        assert list(message.attempts.values_list("outcome", "worker")) == [(AttemptOutcome.UNCERTAIN, "gone/1/1")]

    def test_what_was_claimed_and_not_tried_is_sent(self, smtp):
        message = left_behind(tried=False)
        assert deliver_waiting(now=NOW + LEASE) == 1
        assert (after(message).state, message.tries) == (MessageState.SENT, 1)
        assert len(smtp.letters) == 1

    def test_a_reminder_is_sent_again_under_the_same_number_and_says_so(self, smtp):
        message = left_behind(tried=True, kind=MessageKind.REMINDER)
        deliver_waiting(now=NOW + LEASE)
        assert (after(message).state, message.not_before) == (MessageState.WAITING, NOW + LEASE + DELAYS[0])
        assert deliver_waiting(now=message.not_before - timedelta(seconds=9)) == 0
        deliver_waiting(now=message.not_before)
        assert (after(message).state, message.may_have_come_twice) == (MessageState.SENT, True)
        assert [mail["Message-ID"] for mail in smtp.letters] == [message.message_id]
        assert list(message.attempts.values_list("outcome", flat=True)) == ["uncertain", "accepted"]

    def test_a_reminder_whose_answers_are_lost_each_time_ends_as_uncertain(self, smtp):
        smtp.at_text = "drop"
        message, now = queued(kind=MessageKind.REMINDER), NOW
        for _ in range(MOST_TRIES):
            assert after(message).state == MessageState.WAITING
            deliver(message_id=message.pk, now=now)
            now = after(message).not_before
        assert (after(message).state, message.tries) == (MessageState.UNCERTAIN, MOST_TRIES)

    def test_a_slow_worker_corrects_what_was_thought_of_it(self, smtp):
        message = queued()
        (taken,) = delivery._claim(NOW, at_most=1)
        attempt = delivery._begin(taken, NOW)
        delivery.take_up_lost(now=NOW + LEASE)
        assert after(message).state == MessageState.UNCERTAIN
        accepted = delivery.Handed(AttemptOutcome.ACCEPTED, "250 ok")
        delivery._settle(attempt, accepted, now=NOW + LEASE + timedelta(minutes=1))
        assert (after(message).state, message.answer) == (MessageState.SENT, "250 ok")


class TestLastLook:
    @pytest.fixture
    def verdict(self, monkeypatch):
        looks = {}
        monkeypatch.setattr(checking, "_looks", looks)

        def say(answer):
            checking.register(MessageKind.REMINDER, lambda _message, _now: answer)

        return say

    def test_a_fresh_mail_is_not_looked_at_again(self, verdict):
        verdict(checking.NotAnyMore("over"))
        message = queued(kind=MessageKind.REMINDER)
        deliver(message_id=message.pk, now=NOW + timedelta(minutes=1))
        assert after(message).state == MessageState.SENT

    def test_one_that_has_waited_is_called_back_or_waits_on(self, verdict):
        message = queued(kind=MessageKind.REMINDER)
        later = NOW + timedelta(hours=8)
        verdict(checking.Later(later))
        assert deliver(message_id=message.pk, now=NOW + timedelta(minutes=3)) is None
        assert (after(message).state, message.not_before) == (MessageState.WAITING, later)
        verdict(checking.NotAnyMore("It is done."))
        assert deliver_waiting(now=later) == 0
        assert (after(message).state, message.answer, message.tries) == (MessageState.CANCELLED, "It is done.", 0)
        assert message.attempts.count() == 0


def test_one_connection_serves_a_whole_round(smtp):
    for number in range(3):
        queued(to=f"person{number}@example.org")
    assert deliver_waiting(now=NOW) == 3
    assert smtp.connections == 1


def test_a_mail_that_is_being_sent_is_in_somebodys_hands():
    message = queued()
    with pytest.raises(IntegrityError, match="outbox_sending_is_claimed"):
        OutboundMessage.objects.filter(pk=message.pk).update(state=MessageState.SENDING)


@pytest.mark.django_db(transaction=True)
def test_workers_that_come_together_deliver_each_message_once(smtp):
    messages = [queued(to=f"person{number}@example.org") for number in range(4)]
    at_once(*[lambda: deliver_waiting(now=NOW)] * 3)
    assert sorted(mail["Message-ID"] for mail in smtp.letters) == sorted(message.message_id for message in messages)
    assert Attempt.objects.count() == 4
