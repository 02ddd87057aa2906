"""A message as the bytes that travel: plain text, HTML if there is any, enclosures, and headers that stay the same."""

from email import encoders
from email.message import Message
from email.mime.base import MIMEBase
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from outbox.enums import MessageKind
from outbox.models import Enclosure, OutboundMessage

BY_A_PERSON = {MessageKind.LETTER, MessageKind.INVITATION}


def composed(message: OutboundMessage) -> EmailMultiAlternatives:
    """The mail of a row. Message-ID and Date are the row's own, so that a second copy can be recognised as one."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=message.from_email or settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=_headers(message),
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for enclosure in message.enclosures.order_by("pk"):
        mail.attach(_part(enclosure))
    return mail


def _headers(message: OutboundMessage) -> dict[str, str]:
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(message.created_at),
        "Content-Language": message.language,
    }
    if message.kind not in BY_A_PERSON:
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if message.kind == MessageKind.REMINDER:
        headers |= _list_headers()
    return headers


def _list_headers() -> dict[str, str]:
    """Reminders are a list in the sense of RFC 2919: one can file them apart and find where to set the hours."""
    return {
        "List-Id": "Rubrika reminders <reminders.rubrika>",
        "List-Unsubscribe": f"<{settings.SITE_URL.rstrip('/')}{reverse('accounts:settings')}>",
    }


def _part(enclosure: Enclosure) -> MIMEBase:
    declared = Message()
    declared["Content-Type"] = enclosure.content_type
    part = MIMEBase(declared.get_content_maintype(), declared.get_content_subtype())
    for name, value in (declared.get_params() or [])[1:]:
        part.set_param(name, value)
    part.set_payload(bytes(enclosure.content))
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=enclosure.name)
    return part
