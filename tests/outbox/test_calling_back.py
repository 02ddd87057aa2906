"""A message that has not left can be called back or held; once a worker has it, it cannot."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.enums import Role
from outbox.domain.calling_back import CalledBack, call_back, hold, release
from outbox.domain.delivery import deliver, deliver_waiting
from outbox.enums import MessageState
from outbox.models import MessageEvent, OutboundMessage
from tests.at_once import at_once
from tests.factories import make_message, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def states(*messages: OutboundMessage) -> list[str]:
    return [OutboundMessage.objects.get(pk=message.pk).state for message in messages]


def test_what_has_not_left_is_called_back_and_the_answer_says_what_had():
    hr = make_user(Role.HR)
    waiting, held, failed = (make_message(state=MessageState(state)) for state in ("waiting", "held", "failed"))
    sending, sent, uncertain = (make_message(state=MessageState(state)) for state in ("sending", "sent", "uncertain"))
    everything = [waiting, held, failed, sending, sent, uncertain]
    answer = call_back(message_ids=[message.pk for message in everything], by=hr, now=NOW)
    assert answer == CalledBack(
        done=[waiting.pk, held.pk, failed.pk],
        left=[sending.pk, sent.pk, uncertain.pk],
    )
    assert states(*everything) == ["cancelled"] * 3 + ["sending", "sent", "uncertain"]
    assert list(MessageEvent.objects.values_list("message", "act", "by", "at")) == [
        (message.pk, "called_back", hr.pk, NOW) for message in (waiting, held, failed)
    ]


def test_a_second_call_back_does_nothing_and_a_message_that_does_not_exist_is_neither():
    hr, message = make_user(Role.HR), make_message(state=MessageState.WAITING)
    call_back(message_ids=[message.pk], by=hr, now=NOW)
    assert call_back(message_ids=[message.pk, 999_999], by=hr, now=NOW) == CalledBack(done=[], left=[])
    assert message.events.count() == 1


def test_a_called_back_message_is_never_delivered(settings):
    message = make_message(state=MessageState.WAITING, created_at=NOW)
    call_back(message_ids=[message.pk], by=make_user(Role.HR), now=NOW)
    assert deliver(message_id=message.pk, now=NOW + timedelta(days=1)) is None
    assert deliver_waiting(now=NOW + timedelta(days=1)) == 0
    assert not settings.OUTBOX_MAIL_DIR.exists()


def test_a_held_message_waits_until_it_is_released():
    hr, message = make_user(Role.HR), make_message(state=MessageState.WAITING, created_at=NOW)
    assert hold(message_ids=[message.pk], by=hr, now=NOW) == [message.pk]
    assert deliver_waiting(now=NOW + timedelta(days=1)) == 0
    later = NOW + timedelta(days=2)
    assert release(message_ids=[message.pk], by=hr, now=later, not_before=later + timedelta(minutes=10)) == [message.pk]
    assert (deliver_waiting(now=later), deliver_waiting(now=later + timedelta(minutes=10))) == (0, 1)
    assert states(message) == ["sent"]
    assert list(message.events.values_list("act", flat=True)) == ["held", "released"]


@pytest.mark.parametrize("state", sorted(set(MessageState) - {MessageState.WAITING}))
def test_only_a_waiting_message_is_held(state):
    message = make_message(state=state)
    assert hold(message_ids=[message.pk], by=make_user(Role.HR), now=NOW) == []
    assert states(message) == [state]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(5))
def test_delivery_and_calling_back_at_once_each_message_has_one_end(settings, _again):
    hr = make_user(Role.HR)
    messages = [make_message(state=MessageState.WAITING, created_at=NOW) for _number in range(8)]
    ids = [message.pk for message in messages]
    answer, _tried = at_once(
        lambda: call_back(message_ids=ids, by=hr, now=NOW),
        lambda: deliver_waiting(now=NOW),
    )
    files = len(list(settings.OUTBOX_MAIL_DIR.iterdir())) if settings.OUTBOX_MAIL_DIR.exists() else 0
    after = states(*messages)
    assert (after.count("cancelled"), after.count("sent")) == (len(answer.done), files)
    assert len(answer.done) + files == len(ids)
    assert sorted(answer.done + answer.left) == ids


def test_a_claim_that_is_not_committed_yet_wins_over_a_call_back(transactional_db):
    """The call back waits for the worker's row and then finds that the message has left."""
    hr, message = make_user(Role.HR), make_message(state=MessageState.WAITING, created_at=NOW)
    taken = OutboundMessage.objects.filter(pk=message.pk, state=MessageState.WAITING)

    def claim():
        with transaction.atomic():
            taken.update(state=MessageState.SENDING, claimed_by="worker/1/1", claimed_until=NOW + timedelta(minutes=10))
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")

    def late_call_back():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.1)")
        return call_back(message_ids=[message.pk], by=hr, now=NOW)

    _claimed, answer = at_once(claim, late_call_back)
    assert answer == CalledBack(done=[], left=[message.pk])
    assert states(message) == ["sending"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outbox_messageevent SET act = 'arrived'",
        "UPDATE outbox_messageevent SET words = 'other words'",
        "DELETE FROM outbox_messageevent",
        "TRUNCATE outbox_messageevent",
    ],
)
def test_history_is_added_to_and_never_changed(statement):
    message = make_message(state=MessageState.WAITING)
    call_back(message_ids=[message.pk], by=make_user(Role.HR), now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


def test_an_erasure_may_empty_the_words():
    message = make_message(state=MessageState.WAITING)
    MessageEvent.objects.create(message=message, act="came_back", at=NOW, words="550 no irina@example.org here")
    assert MessageEvent.objects.update(words="") == 1
