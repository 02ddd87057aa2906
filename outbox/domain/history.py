"""What people and answers from outside did to a message after it was written."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from outbox.enums import MessageAct
from outbox.models import MessageEvent


def note_each(message_ids: Iterable[int], act: MessageAct, *, by: User | None, now: datetime, words: str = "") -> None:
    """Add one row to the history of each message."""
    MessageEvent.objects.bulk_create(
        MessageEvent(message_id=pk, act=act, by=by, at=now, words=words) for pk in message_ids
    )
