"""What became of a message after it left: a person or a mail from outside says that it arrived or came back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.history import note_each
from outbox.domain.retrying import Refused
from outbox.enums import MessageAct, MessageState
from outbox.models import OutboundMessage

LONGEST_WORDS = 2_000  # characters of a server's answer that are kept


@transaction.atomic
def mark_arrived(*, message: OutboundMessage, by: User, now: datetime) -> None:
    """Settle an uncertain message as sent, because somebody knows that it is there. Raises Refused for any other."""
    uncertain = OutboundMessage.objects.filter(pk=message.pk, state=MessageState.UNCERTAIN)
    if uncertain.update(state=MessageState.SENT, sent_at=now) != 1:
        raise Refused(_("Only a mail whose answer was lost can be marked as arrived."))
    note_each([message.pk], MessageAct.ARRIVED, by=by, now=now)


@transaction.atomic
def mark_came_back(*, message: OutboundMessage, words: str, by: User | None, now: datetime) -> None:
    """The message was returned by a mail server further on, with `words`; nobody (`by` None) means a mail said so.

    Raises Refused for one that has not left or has come back before.
    """
    gone = OutboundMessage.objects.filter(pk=message.pk, state__in=[MessageState.SENT, MessageState.UNCERTAIN])
    kept = words.replace("\0", "").strip()[:LONGEST_WORDS]  # a NUL no database keeps
    if gone.update(state=MessageState.RETURNED, answer=kept) != 1:
        raise Refused(_("Only a mail that has left can come back."))
    note_each([message.pk], MessageAct.CAME_BACK, by=by, now=now, words=kept)
