"""Django's door to mail: whatever any package sends becomes a row of the outbox and is delivered like the rest."""

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from outbox.domain.queueing import File, queue_message
from outbox.enums import MessageKind


class OutboxBackend(BaseEmailBackend):
    """Queue each recipient's copy as a message of its own, so that no recipient sees another."""

    def send_messages(self, email_messages) -> int:
        for email in email_messages:
            for recipient in email.recipients():
                _queue(email, recipient)
        return len(email_messages)


def _queue(email: EmailMessage, to: str) -> None:
    user = User.objects.filter(email=to.lower()).first()
    queue_message(
        kind=MessageKind.ACCOUNT,
        to=to,
        subject=str(email.subject),
        body=str(email.body),
        html=_html(email),
        enclosures=[
            File(name, kind or "application/octet-stream", _bytes(content)) for name, content, kind in _files(email)
        ],
        language=user.language if user else (get_language() or "en")[:2],
        recipient=user,
        reply_to=", ".join(email.reply_to),
        from_email=email.from_email,
        by=None,
        now=timezone.now(),
    )


def _html(email: EmailMessage) -> str:
    return next((str(content) for content, kind in getattr(email, "alternatives", []) if kind == "text/html"), "")


def _files(email: EmailMessage) -> list[tuple]:
    return [file for file in email.attachments if isinstance(file, tuple)]


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
