"""Taking back what has not left: only a message that no worker has claimed can be called back or held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from outbox.domain.history import note_each
from outbox.domain.waking import wake
from outbox.enums import MessageAct, MessageState
from outbox.models import OutboundMessage

NOT_LEFT = [MessageState.WAITING, MessageState.HELD, MessageState.FAILED]


@dataclass(frozen=True)
class CalledBack:
    """Ids of messages, ascending: `done` were called back now, `left` had left or are being sent.

    What had been called back before is in neither.
    """

    done: list[int]
    left: list[int]


@transaction.atomic
def call_back(*, message_ids: Iterable[int], by: User, now: datetime) -> CalledBack:
    """Keep each of these messages from being sent, if it is not too late for it. Refuses nothing: read the answer.

    A worker claims by compare-and-swap on the same rows, so of the two exactly one gets each message. A message that
    was refused is called back too, so that nobody sends it again.
    """
    wanted = set(message_ids)
    done = _swap(wanted, was=NOT_LEFT, state=MessageState.CANCELLED)
    note_each(done, MessageAct.CALLED_BACK, by=by, now=now)
    left = OutboundMessage.objects.filter(pk__in=wanted).exclude(state=MessageState.CANCELLED)
    return CalledBack(done=done, left=sorted(left.values_list("pk", flat=True)))


@transaction.atomic
def hold(*, message_ids: Iterable[int], by: User, now: datetime) -> list[int]:
    """Keep waiting messages until somebody releases them; the ids that are held now."""
    done = _swap(set(message_ids), was=[MessageState.WAITING], state=MessageState.HELD)
    note_each(done, MessageAct.HELD, by=by, now=now)
    return done


@transaction.atomic
def release(*, message_ids: Iterable[int], by: User, now: datetime, not_before: datetime) -> list[int]:
    """Let held messages go, not before a time; the ids that were released."""
    done = _swap(set(message_ids), was=[MessageState.HELD], state=MessageState.WAITING, not_before=not_before)
    note_each(done, MessageAct.RELEASED, by=by, now=now)
    if not_before <= now:
        for pk in done:
            transaction.on_commit(partial(wake, pk))
    return done


def _swap(ids: set[int], *, was: list[MessageState], **changes) -> list[int]:
    """Lock those that are still in one of these states, in one order for everybody, and change them."""
    rows = OutboundMessage.objects.filter(pk__in=ids, state__in=was)
    taken = list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    OutboundMessage.objects.filter(pk__in=taken).update(**changes)
    return taken
