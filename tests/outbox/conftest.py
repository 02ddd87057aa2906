"""A real mail server on loopback that does as it is told."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Sink:
    """Takes mail unless told otherwise. `at_recipient`, `at_text`: an answer line, or "drop" to cut the line."""

    at_recipient: str = ""
    at_text: str = ""
    letters: list[Message] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(self, server: SMTP, session, envelope, hostname, responses) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: SMTP, session, envelope, address, options) -> str:
        if self.at_recipient == "drop":
            server.transport.abort()
            return "421 gone"
        if self.at_recipient:
            return self.at_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope) -> str:
        if self.at_text == "drop":
            self.letters.append(message_from_bytes(envelope.content))
            server.transport.abort()
            return "421 gone"
        if self.at_text:
            return self.at_text
        self.letters.append(message_from_bytes(envelope.content))
        return "250 taken as number 7"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(settings) -> Iterator[Sink]:
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.OUTBOX_TRANSPORT = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 5
    yield sink
    controller.stop()
