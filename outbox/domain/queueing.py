"""Putting a mail into the outbox: a row in the act's transaction, so that act and mail exist together or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import User
from outbox.domain.cleaning import address, one_line
from outbox.domain.waking import wake, wake_for_all
from outbox.enums import MessageKind
from outbox.models import Enclosure, OutboundMessage


@dataclass(frozen=True)
class File:
    """A file to enclose: its name, its media type with parameters, its bytes."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def queue_message(
    *,
    kind: MessageKind,
    to: str,
    subject: str,
    body: str,
    language: str,
    by: User | None,
    now: datetime,
    recipient: User | None = None,
    reply_to: str = "",
    html: str = "",
    enclosures: Iterable[File] = (),
    not_before: datetime | None = None,
    from_email: str = "",
    about: Iterable[UUID] = (),
) -> OutboundMessage:
    """Write one mail; the workers hand it over after the commit, and not before `not_before`.

    `about`: pseudonymous ids of the people whom the mail names, so that it can be emptied when one of them is erased.

    Raises UnsafeHeader when `to` is no address.
    """
    message = OutboundMessage.objects.create(
        kind=kind,
        to=address(to),
        from_email=one_line(from_email or settings.DEFAULT_FROM_EMAIL, longest=320),
        reply_to=one_line(reply_to, longest=320),
        recipient=recipient,
        author=by,
        language=language,
        subject=one_line(subject),
        body=body,
        html=html,
        not_before=not_before or now,
        created_at=now,
        about=sorted(set(about)),
    )
    _enclose(message, enclosures)
    if message.not_before <= now:
        transaction.on_commit(lambda: wake(message.pk))
    return message


@dataclass(frozen=True)
class Draft:
    """A mail to a person of the team, before it is written."""

    to: str
    recipient: User
    subject: str
    body: str
    language: str
    about: frozenset[UUID] = frozenset()


@transaction.atomic
def queue_drafts(
    *, kind: MessageKind, drafts: Sequence[Draft], by: User | None, now: datetime
) -> list[OutboundMessage]:
    """Write many mails in one statement, in the order given; the workers are woken once, after the commit."""
    messages = OutboundMessage.objects.bulk_create(
        OutboundMessage(
            kind=kind,
            to=address(draft.to),
            from_email=one_line(settings.DEFAULT_FROM_EMAIL, longest=320),
            recipient=draft.recipient,
            author=by,
            language=draft.language,
            subject=one_line(draft.subject),
            body=draft.body,
            not_before=now,
            created_at=now,
            about=sorted(draft.about),
        )
        for draft in drafts
    )
    if messages:
        transaction.on_commit(wake_for_all)
    return messages


def _enclose(message: OutboundMessage, files: Iterable[File]) -> None:
    Enclosure.objects.bulk_create(
        Enclosure(
            message=message,
            name=one_line(file.name, longest=150),
            content_type=one_line(file.content_type, longest=100),
            content=file.content,
        )
        for file in files
    )
