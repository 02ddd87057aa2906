"""A mail server in a process of its own that refuses some mails, hangs on some, and counts every one it takes."""

import asyncio
import multiprocessing
import os
import random
import re
import socket
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
LONGER_THAN_ANYBODY_WAITS = 600  # seconds


@dataclass(frozen=True)
class Mood:
    """Shares, each from 0 to 1: of mails that are refused for now, half at the recipient and half after the text, of
    mails at which the server falls silent, and of sessions that it cuts at the greeting."""

    refuse: float
    hang: float
    cut: float


class _Handler:
    """Takes mail. What it takes is on disk before it says so: a client killed in between leaves a trace."""

    def __init__(self, taken: Path, mood: Mood) -> None:
        self._file = os.open(taken, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._mood = mood
        self._dice = random.Random(11)  # noqa: S311 no secret

    async def handle_EHLO(self, server, session, _envelope, hostname, responses) -> list[str]:
        session.host_name = hostname
        if self._dice.random() < self._mood.cut:
            server.transport.abort()
        return responses

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        if self._dice.random() < self._mood.refuse / 2:
            return "451 4.2.1 not now"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 go on"

    async def handle_DATA(self, _server, _session, envelope) -> str:
        chance = self._dice.random()
        if chance < self._mood.hang:
            await asyncio.sleep(LONGER_THAN_ANYBODY_WAITS)
        if chance < self._mood.hang + self._mood.refuse / 2:
            return "451 4.3.0 not now"
        found = MESSAGE_ID.search(envelope.content)
        os.write(self._file, (found[1] if found else b"<none>") + b"\n")
        return "250 2.0.0 taken"


def serve(port: int, taken: Path, mood: Mood) -> None:
    """Serve on loopback until killed."""
    Controller(_Handler(taken, mood), hostname="127.0.0.1", port=port).start()
    multiprocessing.Event().wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def counted(taken: Path) -> Counter[str]:
    """How often each Message-ID was taken."""
    return Counter(taken.read_text().split()) if taken.exists() else Counter()
