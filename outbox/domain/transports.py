"""Handing a mail over. Each transport answers with what became of it; known errors are answers, not exceptions."""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from outbox.enums import AttemptOutcome
from outbox.models import OutboundMessage

LINE_BROKE = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    ssl.SSLError,
    TimeoutError,
    ConnectionError,
    socket.gaierror,
    OSError,  # no route, no more descriptors: every other trouble of the line
)
"""Errors after which the same mail is tried again later, the line being at fault."""
TAKEN = 250  # RFC 5321, 4.3.2: the one answer that says so


@dataclass(frozen=True)
class Handed:
    """What became of one try, with the words of the server. `unreachable` concerns every mail, not only this one."""

    outcome: AttemptOutcome
    words: str
    unreachable: bool = False


class AnswerLost(Exception):
    """The text was handed over, and the line broke before the server said whether it took it."""


class Line(Protocol):
    """A way to the outside that stays open for several mails."""

    def hand_over(self, mail: EmailMultiAlternatives, message: OutboundMessage) -> Handed: ...

    def close(self) -> None: ...


@contextmanager
def open_line() -> Iterator[Line]:
    """The transport of the settings; whatever it keeps open is closed with the block."""
    lines: dict[str, type[FileLine] | type[SmtpLine]] = {"files": FileLine, "smtp": SmtpLine}
    line = lines[settings.OUTBOX_TRANSPORT]()
    try:
        yield line
    finally:
        line.close()


def file_name(message: OutboundMessage) -> str:
    """The name of a mail's file in the mail folder; it says nothing of the people in it."""
    return f"{message.created_at:%Y%m%dT%H%M%SZ}-{message.pk}-{message.kind}.eml"


class FileLine:
    """Writes an .eml that appears whole or not at all; a second try replaces the first."""

    def hand_over(self, mail: EmailMultiAlternatives, message: OutboundMessage) -> Handed:
        folder = Path(settings.OUTBOX_MAIL_DIR)
        target = folder / file_name(message)
        draft = folder / f".{target.name}.part"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(mail.message().as_bytes())
            draft.replace(target)
        except OSError as error:
            return Handed(AttemptOutcome.RETRY, f"{type(error).__name__}: {error.strerror}", unreachable=True)
        return Handed(AttemptOutcome.ACCEPTED, target.name)

    def close(self) -> None:
        """Nothing stays open."""


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
        if code != TAKEN and not 400 <= code < 600:  # neither yes nor no; smtplib would call it a refusal
            raise AnswerLost(self.words)
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


class SmtpLine:
    """One connection for all mails of a round; after anything but an accepted mail the next one gets a fresh one."""

    def __init__(self) -> None:
        self._backend: ListeningBackend | None = None

    def hand_over(self, mail: EmailMultiAlternatives, _message: OutboundMessage) -> Handed:
        try:
            backend = self._backend or ListeningBackend()
            backend.open()
        # Refused, timed out, no such name, no encryption, log-in refused, impossible settings: no fault of the mail.
        except (*LINE_BROKE, ValueError) as error:
            return Handed(AttemptOutcome.RETRY, _words(error), unreachable=True)
        self._backend = backend
        handed = _send(backend, mail)
        if handed.outcome != AttemptOutcome.ACCEPTED:
            self.close()
        return handed

    def close(self) -> None:
        """Take leave of the server, if it still listens."""
        backend, self._backend = self._backend, None
        if backend is not None:
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
    # An address that this server has no way to write, or that nobody can, as a sender's name with a bare comma.
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        return Handed(AttemptOutcome.REFUSED, _words(error))
    except LINE_BROKE as error:  # before the text was given
        return Handed(AttemptOutcome.RETRY, _words(error), unreachable=True)
    return Handed(AttemptOutcome.ACCEPTED, backend_words(backend))


def backend_words(backend: ListeningBackend) -> str:
    """What the server said when it took the text, for example the number in its queue."""
    return getattr(backend.connection, "words", "")


def _verdict(code: int) -> AttemptOutcome:
    """RFC 5321, 4.2.1: 4yz is "not now", 5yz is "not at all"; what is neither refuses nothing for good."""
    return AttemptOutcome.REFUSED if 500 <= code < 600 else AttemptOutcome.RETRY


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
