"""Where a mail that has not arrived goes today: the address of its reader may have been corrected since it was written.

Apps above know their people; the outbox asks them before it sends again, and they tell it when an address changes.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from outbox.domain.cleaning import address
from outbox.domain.history import note_each
from outbox.enums import MessageAct, MessageState
from outbox.models import OutboundMessage

NOT_LEFT = [MessageState.WAITING, MessageState.HELD]
Source = Callable[[OutboundMessage], str]
"""The present address of the mail's reader; empty where the app knows none."""

_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too; call it from `AppConfig.ready` of the app that writes the mails."""
    if source not in _sources:
        _sources.append(source)


def address_today(message: OutboundMessage) -> str:
    """The first address that an app knows, else the one on the row."""
    return next((found for source in _sources if (found := source(message))), message.to)


@transaction.atomic
def readdress(*, message_ids: Iterable[int], to: str, by: User | None, now: datetime) -> list[int]:
    """Have those of the mails that have not left go to this address; the ids of those that went elsewhere before.

    Raises UnsafeHeader when `to` is no address.
    """
    rows = OutboundMessage.objects.filter(pk__in=list(message_ids), state__in=NOT_LEFT, erased_at=None)
    moved = rows.exclude(to=to).select_for_update(no_key=True).order_by("pk")
    done = list(moved.values_list("pk", flat=True))
    OutboundMessage.objects.filter(pk__in=done).update(to=address(to))
    note_each(done, MessageAct.READDRESSED, by=by, now=now)
    return done
