"""A mail server in a process of its own that refuses some mails, hangs on some, and counts every one it takes."""

import asyncio
import multiprocessing
import os
import random
import re
import socket
from collections import Counter
from pathlib import Path

from aiosmtpd.controller import Controller

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
LONGER_THAN_ANYBODY_WAITS = 600  # seconds


class _Handler:
    """Takes mail. What it takes is on disk before it says so: a client killed in between leaves a trace."""

    def __init__(self, taken: Path, refuse: float, hang: float) -> None:
        self._file = os.open(taken, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._refuse, self._hang = refuse, hang
        self._dice = random.Random(11)  # noqa: S311 no secret

    async def handle_DATA(self, _server, _session, envelope) -> str:
        chance = self._dice.random()
        if chance < self._hang:
            await asyncio.sleep(LONGER_THAN_ANYBODY_WAITS)
        if chance < self._hang + self._refuse:
            return "451 4.3.0 not now"
        found = MESSAGE_ID.search(envelope.content)
        os.write(self._file, (found[1] if found else b"<none>") + b"\n")
        return "250 2.0.0 taken"


def serve(port: int, taken: Path, refuse: float, hang: float) -> None:
    """Serve on loopback until killed."""
    Controller(_Handler(taken, refuse, hang), hostname="127.0.0.1", port=port).start()
    multiprocessing.Event().wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def counted(taken: Path) -> Counter[str]:
    """How often each Message-ID was taken."""
    return Counter(taken.read_text().split()) if taken.exists() else Counter()
