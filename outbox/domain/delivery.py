"""Delivering the outbox: messages are claimed in batches, each is tried, each try is settled.

The database alone knows what is to be done: the broker only wakes workers. A claim holds for `LEASE`; whatever a worker
that died has left is taken up again from the rows. A try whose answer was lost is `uncertain`: a person decides about a
second copy, except for kinds in `REPEATABLE`, whose second copy bears the same Message-ID and harms nobody.
"""

import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from outbox.domain.checking import Later, NotAnyMore, last_look
from outbox.domain.composing import composed
from outbox.domain.transports import Handed, Line, open_line
from outbox.enums import AttemptOutcome, MessageKind, MessageState
from outbox.models import Attempt, OutboundMessage

log = structlog.get_logger("outbox")

Clock = Callable[[], datetime]

# After the first refusal for now, the second, and so on; when they are used up, the message has failed.
DELAYS = [timedelta(seconds=seconds) for seconds in settings.OUTBOX_DELAYS]
MOST_TRIES = len(DELAYS) + 1
LEASE = timedelta(seconds=settings.OUTBOX_LEASE)  # longer than any try; after it the worker is taken for dead
BATCH = settings.OUTBOX_BATCH  # mails that a worker claims at once
LONGEST_ROUND = timedelta(minutes=5)  # of one task; the next round goes on
OLD = timedelta(minutes=2)  # a message that has waited longer is looked at once more before it goes
REPEATABLE = frozenset({MessageKind.REMINDER})
LOST = "The process ended before the server answered."

AFTER = {
    AttemptOutcome.ACCEPTED: MessageState.SENT,
    AttemptOutcome.REFUSED: MessageState.FAILED,
    AttemptOutcome.UNCERTAIN: MessageState.UNCERTAIN,
}


def worker_name() -> str:
    """Who tries: machine, process and thread, so that a try can be told to belong to a process that is gone."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{threading.get_native_id()}"


def running(now: datetime) -> Clock:
    """A clock that shows `now` at this moment and goes on from it."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)


def deliver(*, message_id: int, now: datetime) -> Handed | None:
    """Try one message once. None when it is not due, or another worker has it."""
    claimed = _claim(now, at_most=1, only=message_id)
    if not claimed:
        return None
    with open_line() as line:
        return _deliver(claimed[0], line, running(now))


def deliver_waiting(*, now: datetime) -> int:
    """Take up what was left behind, then deliver what is due in batches, oldest first; how many were tried.

    Ends early when the mail server cannot be reached: the rest would only wait for the same silence.
    """
    clock, tried = running(now), 0
    take_up_lost(now=now)
    with open_line() as line:
        while clock() < now + LONGEST_ROUND and (batch := _claim(clock(), at_most=BATCH)):
            for place, message_id in enumerate(batch):
                handed = _deliver(message_id, line, clock)
                tried += handed is not None
                if handed and handed.unreachable:
                    _give_back(batch[place + 1 :])
                    return tried
    return tried


def take_up_lost(*, now: datetime) -> int:
    """Claims that have run out: a message that was not tried waits again, a try without an answer is uncertain; how
    many messages there were."""
    with transaction.atomic(durable=True):
        lost = OutboundMessage.objects.filter(state=MessageState.SENDING, claimed_until__lte=now)
        ids = set(lost.select_for_update(skip_locked=True, of=("self",)).order_by("pk").values_list("pk", flat=True))
        tried = OutboundMessage.objects.filter(pk__in=ids, attempts__outcome=AttemptOutcome.STARTED)
        for message in list(tried.order_by("pk").distinct()):
            _take_up(message, now)
        untried = OutboundMessage.objects.filter(pk__in=ids, state=MessageState.SENDING, claimed_until__lte=now)
        untried.update(state=MessageState.WAITING, claimed_by="", claimed_until=None)
    return len(ids)


def _take_up(message: OutboundMessage, now: datetime) -> None:
    tried = message.attempts.filter(outcome=AttemptOutcome.STARTED)
    tried.update(outcome=AttemptOutcome.UNCERTAIN, answer=LOST, finished_at=now)
    _follow(message, Handed(AttemptOutcome.UNCERTAIN, LOST), now)
    _keep(message)


@transaction.atomic(durable=True)
def _claim(now: datetime, *, at_most: int, only: int | None = None) -> list[int]:
    """Take due messages that nobody else is taking; their ids, oldest first."""
    due = OutboundMessage.objects.due(now=now)
    if only is not None:
        due = due.filter(pk=only)
    ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:at_most])
    OutboundMessage.objects.filter(pk__in=ids).update(
        state=MessageState.SENDING, claimed_by=worker_name(), claimed_until=now + LEASE
    )
    return ids


def _give_back(ids: list[int]) -> None:
    """Let go of what was claimed and not tried."""
    mine = OutboundMessage.objects.filter(pk__in=ids, state=MessageState.SENDING, claimed_by=worker_name())
    mine.update(state=MessageState.WAITING, claimed_by="", claimed_until=None)


def _deliver(message_id: int, line: Line, clock: Clock) -> Handed | None:
    attempt = _begin(message_id, clock())
    if attempt is None:
        return None
    handed = _try(attempt.message, line)
    _settle(attempt, handed, now=clock())
    log.info("outbox.tried", message=message_id, outcome=handed.outcome.value, tries=attempt.message.tries)
    return handed


@transaction.atomic(durable=True)
def _begin(message_id: int, now: datetime) -> Attempt | None:
    """Write the try down before it is made; None when the claim is no longer ours or the mail is not to go now."""
    mine = OutboundMessage.objects.filter(
        pk=message_id, state=MessageState.SENDING, claimed_by=worker_name(), claimed_until__gt=now
    )
    message = mine.select_for_update(of=("self",)).select_related("recipient").first()
    if message is None or not _may_go(message, now):
        return None
    mine.update(tries=F("tries") + 1, claimed_until=now + LEASE)
    message.tries += 1
    return Attempt.objects.create(message=message, started_at=now, worker=worker_name())


def _may_go(message: OutboundMessage, now: datetime) -> bool:
    """Ask once more about a mail that has waited: what it says may be over, or its reader asleep."""
    if message.tries == 0 and now - message.created_at < OLD:
        return True
    match last_look(message, now):
        case NotAnyMore(why):
            message.state, message.answer = MessageState.CANCELLED, why
        case Later(until):
            message.state, message.not_before = MessageState.WAITING, until
        case _:
            return True
    _keep(message)
    return False


def _try(message: OutboundMessage, line: Line) -> Handed:
    try:
        mail = composed(message)
        mail.message()
    except (ValueError, LookupError) as error:  # no header or body can be made of what the row holds
        return Handed(AttemptOutcome.REFUSED, f"{type(error).__name__}: {error}")
    return line.hand_over(mail, message)


@transaction.atomic(durable=True)
def _settle(attempt: Attempt, handed: Handed, *, now: datetime) -> None:
    """Close the try and say what comes next.

    A worker that was only slow may still correct the "uncertain" it was given, unless another has the message by then.
    """
    open_try = Attempt.objects.filter(
        pk=attempt.pk, outcome__in=[AttemptOutcome.STARTED, AttemptOutcome.UNCERTAIN], answer__in=["", LOST]
    )
    if open_try.update(outcome=handed.outcome, answer=handed.words, finished_at=now) != 1:
        return
    message = OutboundMessage.objects.select_for_update(of=("self",)).get(pk=attempt.message_id)
    if message.state == MessageState.SENDING and message.claimed_by != attempt.worker:
        return
    if message.state in (MessageState.SENDING, MessageState.WAITING, MessageState.UNCERTAIN):
        _follow(message, handed, now)
        _keep(message)


def _follow(message: OutboundMessage, handed: Handed, now: datetime) -> None:
    """What comes after a try, on the row in memory."""
    message.answer = handed.words
    message.state = AFTER.get(handed.outcome, MessageState.WAITING)
    if handed.outcome == AttemptOutcome.ACCEPTED:
        message.sent_at = now
    again = handed.outcome == AttemptOutcome.UNCERTAIN and message.kind in REPEATABLE
    if again or handed.outcome == AttemptOutcome.RETRY:
        _put_off(message, handed, now)


def _put_off(message: OutboundMessage, handed: Handed, now: datetime) -> None:
    if message.tries < MOST_TRIES:
        message.state = MessageState.WAITING
        message.not_before = now + DELAYS[message.tries - 1]
    elif handed.outcome == AttemptOutcome.RETRY:
        message.state = MessageState.FAILED


def _keep(message: OutboundMessage) -> None:
    """Write the row and let go of it."""
    message.claimed_by, message.claimed_until = "", None
    message.save(update_fields=["answer", "state", "sent_at", "not_before", "claimed_by", "claimed_until"])
