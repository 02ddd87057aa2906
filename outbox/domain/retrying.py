"""Sending again what did not arrive. A person asks for it; the outbox by itself never repeats a lost answer."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.addressing import address_today, readdress
from outbox.domain.history import note_each
from outbox.domain.waking import wake
from outbox.enums import MessageAct, MessageState
from outbox.models import OutboundMessage

log = structlog.get_logger("outbox")


class Refused(Exception):
    """The message cannot be sent again. `message` is translated."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class SecondCopyPossible(Refused):
    """Nobody knows whether the first copy left: a person has to accept that two may arrive."""


@transaction.atomic
def retry(*, message: OutboundMessage, second_copy_accepted: bool, by: User, now: datetime) -> None:
    """Put a failed, returned or uncertain message back in the queue, with all its tries before it, to where its reader
    is reached today.

    Compare-and-swap on the state: of two requests at once one wins. Raises SecondCopyPossible for an uncertain message
    whose second copy was not accepted, Refused for everything else that is not to be sent again.
    """
    states = [MessageState.FAILED, MessageState.RETURNED, *([MessageState.UNCERTAIN] if second_copy_accepted else [])]
    undelivered = OutboundMessage.objects.filter(pk=message.pk, state__in=states, erased_at=None)
    if undelivered.update(state=MessageState.WAITING, not_before=now, tries=0) != 1:
        raise _refusal(message.pk)
    note_each([message.pk], MessageAct.SENT_AGAIN, by=by, now=now)
    readdress(message_ids=[message.pk], to=address_today(message), by=by, now=now)
    log.info("outbox.sent_again", message=message.pk, by=by.pk)
    transaction.on_commit(lambda: wake(message.pk))


def _refusal(pk: int) -> Refused:
    if OutboundMessage.objects.filter(pk=pk, state=MessageState.UNCERTAIN).exists():
        return SecondCopyPossible(_("The first copy may have arrived. If you send again, two may."))
    return Refused(_("This mail is not to be sent again: it has been sent, called back, or is on its way."))
