"""Delivery reports of other mail servers (RFC 3464): what they say, and which of our messages they speak of.

A report comes from outside and may be anything. It changes a message only if it names both its Message-ID and the
address it went to; everything else is answered with a reason and left alone. Nothing of a report is executed or stored
but the server's words.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import Message
from enum import Enum
from typing import cast

from django.utils.encoding import punycode

from outbox.domain.arriving import mark_came_back
from outbox.domain.cleaning import one_line
from outbox.domain.retrying import Refused
from outbox.models import OutboundMessage

LARGEST = 5 * 1024 * 1024  # bytes of one report; the original may be enclosed whole
MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,98}>")
XTEXT = re.compile(r"\+([0-9A-F]{2})")
WORDS = 1_000  # characters of a server's words


class NotAReport(ValueError):
    """The mail is no delivery report that can be read."""


class Taken(Enum):
    """What came of one report about one recipient."""

    CAME_BACK = "came back"
    KNOWN = "known already"
    NOT_FINAL = "not a final failure"
    UNKNOWN = "no message with this Message-ID"
    OTHER_ADDRESS = "speaks of another address"


@dataclass(frozen=True)
class Report:
    """One recipient's part of a delivery report. `action` is failed, delayed, delivered, relayed or expanded."""

    message_ids: tuple[str, ...]
    addresses: frozenset[str]
    action: str
    words: str


def read_reports(raw: bytes) -> list[Report]:
    """The reports in one mail, one for each recipient. Raises NotAReport for anything else."""
    if len(raw) > LARGEST:
        raise NotAReport("larger than a delivery report")
    try:
        mail = email.message_from_bytes(raw, policy=policy.compat32)
        return list(_reports(mail))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotAReport(str(error) or type(error).__name__) from error


def _reports(mail: Message) -> Iterator[Report]:
    status = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if status is None or not status.is_multipart():
        raise NotAReport("it has no delivery status")
    ids = tuple(dict.fromkeys(_ids(mail)))
    blocks = [block for block in cast(list[Message], status.get_payload()) if block.get("Action")]
    if not ids or not blocks:
        raise NotAReport("it names no message or no recipient")
    for block in blocks:
        words = " ".join(filter(None, [str(block.get("Status", "")), _typed(block.get("Diagnostic-Code", ""))]))
        final, original = (
            _typed(str(block.get("Final-Recipient", ""))),
            _typed(str(block.get("Original-Recipient", ""))),
        )
        addresses = {_comparable(one) for one in (final, original, _unescaped(original))}
        action = str(block["Action"]).strip().lower()
        yield Report(ids, frozenset(addresses - {""}), action, one_line(words, longest=WORDS))


def _ids(mail: Message) -> Iterator[str]:
    """Message-IDs of the original: from its enclosed headers, else from what the report says it answers."""
    for part in mail.walk():
        if part is not mail and part.get("Message-ID"):
            yield from MESSAGE_ID.findall(str(part["Message-ID"]))
        if part.get_content_type() == "text/rfc822-headers":
            headers = cast(bytes | None, part.get_payload(decode=True)) or b""
            enclosed = email.message_from_bytes(headers, policy=policy.compat32)
            yield from MESSAGE_ID.findall(str(enclosed.get("Message-ID", "")))
    for name in ("In-Reply-To", "References"):
        yield from MESSAGE_ID.findall(str(mail.get(name, "")))


def _typed(value: str) -> str:
    """The value without its type, as `rfc822; ana@example.org` or `smtp; 550 no such user`."""
    return str(value).partition(";")[2].strip() or str(value).strip()


def _unescaped(text: str) -> str:
    """The address of the first server, in which RFC 3461 writes some signs as `+2B`."""
    return XTEXT.sub(lambda found: chr(int(found[1], 16)), text)


def _comparable(address: str) -> str:
    """In small letters, without angles, the domain as it travels: reports do not know how it was typed."""
    local, at, domain = address.strip().strip("<>").lower().rpartition("@")
    try:
        return f"{local}{at}{punycode(domain)}"
    except UnicodeError:  # no domain at all
        return f"{local}{at}{domain}"


def take_report(report: Report, *, now: datetime) -> Taken:
    """Mark the message as come back if the report is final and speaks of this message to this address."""
    message = OutboundMessage.objects.filter(message_id__in=report.message_ids[:20]).order_by("pk").first()
    if message is None:
        return Taken.UNKNOWN
    if _comparable(message.to) not in report.addresses:
        return Taken.OTHER_ADDRESS
    if report.action != "failed":
        return Taken.NOT_FINAL
    try:
        mark_came_back(message=message, words=report.words, by=None, now=now)
    except Refused:
        return Taken.KNOWN
    return Taken.CAME_BACK
