"""Changing a text that is held: nobody has read it yet, and no worker can take it."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.domain.cleaning import one_line
from outbox.domain.history import note_each
from outbox.domain.retrying import Refused
from outbox.enums import MessageAct, MessageState
from outbox.models import OutboundMessage


def digest(message: OutboundMessage) -> str:
    """What stands for the text that a person had on the screen."""
    return hashlib.sha256(f"{message.subject}\n{message.body}".encode()).hexdigest()


@transaction.atomic
def rewrite_held(*, message: OutboundMessage, subject: str, body: str, seen: str, by: User, now: datetime) -> None:
    """Replace subject and text of a held message; `seen` is the digest of the text that was shown.

    Raises Refused when it is no longer held, or when somebody changed it after it was shown.
    """
    row = OutboundMessage.objects.select_for_update(no_key=True).get(pk=message.pk)
    if row.state != MessageState.HELD:
        raise Refused(_("This mail is no longer held, so its text cannot be changed."))
    if digest(row) != seen:
        raise Refused(_("Somebody changed this text while the page was open. Look at it first."))
    row.subject, row.body = one_line(subject), body
    row.save(update_fields=["subject", "body"])
    note_each([row.pk], MessageAct.EDITED, by=by, now=now)
