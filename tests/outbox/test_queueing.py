"""A mail exists exactly when its act does, and nobody writes headers into it."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from outbox.domain import waking
from outbox.domain.cleaning import UnsafeHeader, address, one_line
from outbox.domain.composing import composed
from outbox.domain.queueing import queue_message
from outbox.enums import MessageKind, MessageState
from outbox.models import OutboundMessage
from tests.factories import make_user

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def queued(**changes) -> OutboundMessage:
    given = {"kind": MessageKind.NOTICE, "to": "a@example.org", "subject": "S", "body": "B", "language": "en"}
    return queue_message(**given | {"by": None, "now": NOW} | changes)


@pytest.mark.django_db(transaction=True)
class TestWithTheAct:
    def test_an_act_that_fails_leaves_no_mail(self):
        with transaction.atomic():
            queued()
            transaction.set_rollback(True)
        assert OutboundMessage.objects.count() == 0

    def test_a_broker_that_is_away_costs_nothing_but_time(self, monkeypatch):
        monkeypatch.setattr(waking.current_app.conf, "broker_url", "redis://127.0.0.1:9/0")
        with transaction.atomic():
            message = queued()
        message.refresh_from_db()
        assert message.state == MessageState.WAITING


@pytest.mark.django_db
class TestHeaders:
    def test_a_subject_with_line_breaks_is_one_line(self):
        message = queued(subject="Hello\r\nBcc: spy@example.org")
        assert message.subject == "Hello Bcc: spy@example.org"
        assert composed(message).message()["Bcc"] is None

    @pytest.mark.parametrize("bad", ["a@example.org\nBcc: spy@example.org", "nobody", "", "a@b@c", "a@example.org "])
    def test_an_address_that_is_none_is_refused(self, bad):
        with pytest.raises(UnsafeHeader):
            queued(to=bad)

    def test_a_file_name_with_line_breaks_is_one_line(self):
        from outbox.domain.queueing import File

        message = queued(enclosures=[File("cv\r\nX-Evil: 1.pdf", "application/pdf", b"x")])
        assert message.enclosures.get().name == "cv X-Evil: 1.pdf"


@given(st.text())
def test_whatever_the_text_the_header_is_one_line(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert len(line) <= 300


@given(st.text())
def test_no_address_carries_a_line_break(text):
    with suppress(UnsafeHeader):
        assert address(text).splitlines() == [text]


@pytest.mark.django_db
class TestDoorOfDjango:
    def test_mail_of_any_package_becomes_a_row_for_each_recipient(self, settings):
        settings.EMAIL_BACKEND = "outbox.backends.OutboxBackend"
        user = make_user(language="ru")
        mail = EmailMultiAlternatives("S", "B", "from@example.org", [user.email], cc=["b@example.org"])
        mail.attach_alternative("<p>B</p>", "text/html")
        mail.attach("a.txt", "text", "text/plain")
        assert mail.send() == 1
        rows = OutboundMessage.objects.order_by("pk").values_list("to", "recipient", "language", "html", "from_email")
        assert list(rows) == [
            (user.email, user.pk, "ru", "<p>B</p>", "from@example.org"),
            ("b@example.org", None, "en", "<p>B</p>", "from@example.org"),
        ]
        assert [bytes(row.enclosures.get().content) for row in OutboundMessage.objects.all()] == [b"text", b"text"]

    def test_send_mail_sends_nothing_at_once(self, settings):
        settings.EMAIL_BACKEND = "outbox.backends.OutboxBackend"
        send_mail("S", "B", None, ["a@example.org"])
        assert OutboundMessage.objects.get().state == MessageState.WAITING
        assert not settings.OUTBOX_MAIL_DIR.exists()

    def test_the_letter_of_a_forgotten_password_goes_the_same_way(self, client, settings):
        settings.EMAIL_BACKEND = "outbox.backends.OutboxBackend"
        user = make_user()
        client.post(reverse("account_reset_password"), {"email": user.email})
        message = OutboundMessage.objects.get()
        assert (message.to, message.kind, message.recipient) == (user.email, MessageKind.ACCOUNT, user)
