"""Handing a mail over. Each transport answers with what became of it; known errors are answers, not exceptions."""

import os
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from outbox.enums import AttemptOutcome
from outbox.models import OutboundMessage


@dataclass(frozen=True)
class Handed:
    """What became of one try, with the words of the server. `unreachable` concerns every mail, not only this one."""

    outcome: AttemptOutcome
    words: str
    unreachable: bool = False


class AnswerLost(Exception):
    """The text was handed over, and the line broke before the server said whether it took it."""


def hand_over(mail: EmailMultiAlternatives, message: OutboundMessage) -> Handed:
    """Give the mail to the transport of the settings."""
    transports: dict[str, Callable[[EmailMultiAlternatives, OutboundMessage], Handed]] = {"files": _file, "smtp": _smtp}
    return transports[settings.OUTBOX_TRANSPORT](mail, message)


def _file(mail: EmailMultiAlternatives, message: OutboundMessage) -> Handed:
    """Write an .eml that appears whole or not at all; a second try replaces the first."""
    folder = Path(settings.OUTBOX_MAIL_DIR)
    target = folder / f"{message.created_at:%Y%m%dT%H%M%SZ}-{message.pk}-{message.kind}.eml"
    draft = folder / f".{target.name}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(mail.message().as_bytes())
        draft.replace(target)
    except OSError as error:
        return Handed(AttemptOutcome.RETRY, f"{type(error).__name__}: {error.strerror}", unreachable=True)
    return Handed(AttemptOutcome.ACCEPTED, target.name)


class _Listening:
    """Tells a line that broke before the text was given from one that broke while the server's verdict was awaited."""

    words = ""

    def data(self, msg):
        try:
            code, answer = super().data(msg)  # type: ignore[misc]
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:  # smtplib's own exceptions and timeouts are kinds of it
            raise AnswerLost(_words(error)) from error
        self.words = f"{code} {_text(answer)}"
        return code, answer


class _PlainLine(_Listening, smtplib.SMTP):
    pass


class _EncryptedLine(_Listening, smtplib.SMTP_SSL):
    pass


class ListeningBackend(EmailBackend):
    """Django's backend with the EMAIL_* settings, on a line that keeps the server's last words."""

    @property
    def connection_class(self):
        return _EncryptedLine if self.use_ssl else _PlainLine


def _smtp(mail: EmailMultiAlternatives, _message: OutboundMessage) -> Handed:
    backend = ListeningBackend()
    try:
        backend.open()
    except OSError as error:  # refused, timed out, no such name, no encryption, log-in refused: not this mail's fault
        return Handed(AttemptOutcome.RETRY, _words(error), unreachable=True)
    try:
        return _send(backend, mail)
    finally:
        with suppress(OSError):
            backend.close()


def _send(backend: ListeningBackend, mail: EmailMultiAlternatives) -> Handed:
    try:
        backend.send_messages([mail])
    except AnswerLost as error:
        return Handed(AttemptOutcome.UNCERTAIN, str(error))
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return Handed(_verdict(code), f"{code} {_text(answer)}")
    except smtplib.SMTPResponseException as error:
        return Handed(_verdict(error.smtp_code), _words(error))
    except smtplib.SMTPNotSupportedError as error:  # an address that this server has no way to write
        return Handed(AttemptOutcome.REFUSED, _words(error))
    except OSError as error:  # the line broke before the text was given
        return Handed(AttemptOutcome.RETRY, _words(error), unreachable=True)
    return Handed(AttemptOutcome.ACCEPTED, backend_words(backend))


def backend_words(backend: ListeningBackend) -> str:
    """What the server said when it took the text, for example the number in its queue."""
    return getattr(backend.connection, "words", "")


def _verdict(code: int) -> AttemptOutcome:
    """RFC 5321, 4.2.1: 4yz is "not now", 5yz is "not at all"."""
    return AttemptOutcome.RETRY if 400 <= code < 500 else AttemptOutcome.REFUSED


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
