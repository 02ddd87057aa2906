"""A lost answer is settled by a person; a mail that was returned says so with the server's words."""

from datetime import UTC, datetime

import pytest

from accounts.enums import Role
from outbox.domain.arriving import mark_arrived, mark_came_back
from outbox.domain.retrying import Refused, retry
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from tests.factories import make_message, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def test_an_uncertain_mail_that_is_there_counts_as_sent():
    hr, message = make_user(Role.HR), make_message(state=MessageState.UNCERTAIN)
    mark_arrived(message=message, by=hr, now=NOW)
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", NOW)
    assert list(message.events.values_list("act", "by")) == [("arrived", hr.pk)]


@pytest.mark.parametrize("state", sorted(set(MessageState) - {MessageState.UNCERTAIN}))
def test_nothing_else_is_marked_as_arrived(state):
    message = make_message(state=state)
    with pytest.raises(Refused):
        mark_arrived(message=message, by=make_user(Role.HR), now=NOW)
    assert OutboundMessage.objects.get(pk=message.pk).state == state


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.UNCERTAIN])
def test_what_left_may_come_back_and_be_sent_again_under_the_same_message_id(state):
    hr, message = make_user(Role.HR), make_message(state=state)
    mark_came_back(message=message, words="  452 mail\0box full ", by=None, now=NOW)
    row = OutboundMessage.objects.get(pk=message.pk)
    assert (row.state, row.answer) == ("returned", "452 mailbox full")
    retry(message=row, second_copy_accepted=False, by=hr, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.message_id) == ("waiting", message.message_id)
    assert list(message.events.values_list("act", "by", "words")) == [
        ("came_back", None, "452 mailbox full"),
        ("sent_again", hr.pk, ""),
    ]


@pytest.mark.parametrize("state", sorted(set(MessageState) - {MessageState.SENT, MessageState.UNCERTAIN}))
def test_what_never_left_cannot_come_back(state):
    message = make_message(state=state)
    with pytest.raises(Refused):
        mark_came_back(message=message, words="550", by=None, now=NOW)
    assert OutboundMessage.objects.get(pk=message.pk).state == state
