"""A last look at a mail that has waited. Apps above say whether theirs is still meant; the outbox does not know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from outbox.enums import MessageKind
from outbox.models import OutboundMessage


@dataclass(frozen=True)
class NotAnyMore:
    """The mail is called back; `why` is kept as its answer."""

    why: str


@dataclass(frozen=True)
class Later:
    """The mail waits until then."""

    until: datetime


Verdict = NotAnyMore | Later | None
Look = Callable[[OutboundMessage, datetime], Verdict]

_looks: dict[MessageKind, Look] = {}


def register(kind: MessageKind, look: Look) -> None:
    """Ask `look` about waiting mails of that kind; call it from `AppConfig.ready` of the app that writes them."""
    _looks[kind] = look


def last_look(message: OutboundMessage, now: datetime) -> Verdict:
    """What the app that wrote the mail says of it now; None: it may go."""
    look = _looks.get(MessageKind(message.kind))
    return look(message, now) if look else None
