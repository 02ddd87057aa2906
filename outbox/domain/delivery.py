"""Delivering the outbox: a message is claimed, tried, settled. A try whose answer was lost is not repeated."""

import time
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from outbox.domain.composing import composed
from outbox.domain.transports import Handed, hand_over
from outbox.enums import AttemptOutcome, MessageState
from outbox.models import Attempt, OutboundMessage

log = structlog.get_logger("outbox")

# After the first refusal for now, the second, and so on; when they are used up, the message has failed.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
MOST_TRIES = len(DELAYS) + 1
LEASE = timedelta(minutes=10)  # longer than any try can last; after it the process that tried is taken for dead
BATCH = 100

AFTER = {
    AttemptOutcome.ACCEPTED: MessageState.SENT,
    AttemptOutcome.REFUSED: MessageState.FAILED,
    AttemptOutcome.UNCERTAIN: MessageState.UNCERTAIN,
}


def deliver(*, message_id: int, now: datetime) -> Handed | None:
    """Try one message once. None when it is not due, or another worker has it."""
    attempt = _claim(message_id, now)
    if attempt is None:
        return None
    started = time.monotonic()
    handed = _try(attempt.message)
    ended = now + timedelta(seconds=time.monotonic() - started)
    _settle(attempt, handed, now=ended, only_from=[AttemptOutcome.STARTED, AttemptOutcome.UNCERTAIN])
    log.info("outbox.tried", message=message_id, outcome=handed.outcome.value, tries=attempt.message.tries)
    return handed


def deliver_waiting(*, now: datetime, at_most: int = BATCH) -> int:
    """Settle lost tries, then deliver what is due, oldest first; how many were tried.

    Ends early when the mail server cannot be reached: the rest would only wait for the same silence.
    """
    settle_lost(now=now)
    tried = 0
    for message_id in list(OutboundMessage.objects.due(now=now).values_list("pk", flat=True)[:at_most]):
        handed = deliver(message_id=message_id, now=now)
        tried += handed is not None
        if handed and handed.unreachable:
            break
    return tried


def settle_lost(*, now: datetime) -> int:
    """Messages whose try never ended become uncertain: they may have left, so a person decides; how many."""
    lost = Attempt.objects.filter(
        outcome=AttemptOutcome.STARTED, started_at__lt=now - LEASE, message__state=MessageState.SENDING
    )
    handed = Handed(AttemptOutcome.UNCERTAIN, "The process ended before the server answered.")
    return sum(
        _settle(attempt, handed, now=now, only_from=[AttemptOutcome.STARTED])
        for attempt in lost.select_related("message")
    )


@transaction.atomic(durable=True)
def _claim(message_id: int, now: datetime) -> Attempt | None:
    """Take the message by compare-and-swap and write the try down before it is made."""
    waiting = OutboundMessage.objects.filter(pk=message_id, state=MessageState.WAITING, not_before__lte=now)
    if waiting.update(state=MessageState.SENDING, tries=F("tries") + 1) != 1:
        return None
    return Attempt.objects.create(message=OutboundMessage.objects.get(pk=message_id), started_at=now)


def _try(message: OutboundMessage) -> Handed:
    try:
        mail = composed(message)
        mail.message()
    except (ValueError, LookupError) as error:  # no header or body can be made of what the row holds
        return Handed(AttemptOutcome.REFUSED, f"{type(error).__name__}: {error}")
    return hand_over(mail, message)


@transaction.atomic(durable=True)
def _settle(attempt: Attempt, handed: Handed, *, now: datetime, only_from: list[AttemptOutcome]) -> bool:
    """Close the try and say what comes next; False when somebody has settled it meanwhile.

    A worker that was only slow may still correct the "uncertain" it was given.
    """
    open_try = Attempt.objects.filter(pk=attempt.pk, outcome__in=only_from)
    if open_try.update(outcome=handed.outcome, answer=handed.words, finished_at=now) != 1:
        return False
    message = attempt.message
    message.answer = handed.words
    message.state = AFTER.get(handed.outcome, MessageState.WAITING)
    if message.state == MessageState.SENT:
        message.sent_at = now
    if message.state == MessageState.WAITING:
        _put_off(message, now)
    message.save(update_fields=["answer", "state", "sent_at", "not_before"])
    return True


def _put_off(message: OutboundMessage, now: datetime) -> None:
    if message.tries >= MOST_TRIES:
        message.state = MessageState.FAILED
    else:
        message.not_before = now + DELAYS[message.tries - 1]
