from datetime import timedelta
from itertools import count

from django.utils import timezone

from outbox.enums import AttemptOutcome, MessageKind, MessageState
from outbox.models import Attempt, OutboundMessage

numbers = count(1)


def make_message(
    *, to: str = "", state: MessageState = MessageState.SENT, kind: MessageKind = MessageKind.LETTER, **fields
) -> OutboundMessage:
    """A mail in `state`, written now."""
    now = fields.pop("created_at", timezone.now())
    if state == MessageState.SENDING:
        fields = {"claimed_by": "worker/1/1", "claimed_until": now + timedelta(minutes=10)} | fields
    return OutboundMessage.objects.create(
        kind=kind,
        to=to or f"reader{next(numbers)}@example.org",
        subject=fields.pop("subject", "About your application"),
        body=fields.pop("body", "The text of the mail."),
        state=state,
        not_before=fields.pop("not_before", now),
        created_at=now,
        **fields,
    )


def make_attempt(message: OutboundMessage, outcome: AttemptOutcome, answer: str) -> Attempt:
    now = timezone.now()
    return Attempt.objects.create(message=message, started_at=now, finished_at=now, outcome=outcome, answer=answer)
