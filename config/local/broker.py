"""The private Redis-compatible broker: data in `.local/broker`, reached through a Unix socket only."""

import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from . import holds, processes
from .account import Account
from .binaries import SERVER_ENV
from .messages import Refusal
from .places import Places

SLOWEST_START = 60.0
DATABASES = 64
"""Number 0 is the site's; each parallel run of the tests has one of its own."""


@dataclass(frozen=True)
class Broker:
    """A server, its data and the folder of its socket."""

    places: Places
    account: Account
    binary: Path
    sockets: Path

    @property
    def hold(self) -> Path:
        return self.places.run / "broker.pid"

    @property
    def log(self) -> Path:
        return self.places.log / "broker.log"

    @property
    def socket(self) -> Path:
        return self.sockets / "broker.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        """Serve, and wait for the first answer. Each write goes to a file at once: a killed broker loses none."""
        self._launch()
        deadline = time.monotonic() + SLOWEST_START
        while not self.answers():
            if holds.holder(self.hold) is None or time.monotonic() > deadline:
                raise Refusal(f"The broker did not start: {self._last_line()} (log: {self.log})")
            time.sleep(0.03)

    def stop(self) -> None:
        """Stop it after its last write is on disk."""
        stop(self.places)

    def answers(self) -> bool:
        """Whether it serves; while it reads its data it says LOADING instead."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(self.socket))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
        return False

    def _launch(self) -> None:
        argv: list[str | Path] = [
            self.binary,
            "--port",
            "0",
            "--unixsocket",
            self.socket,
            "--unixsocketperm",
            "700",
            "--dir",
            ".",
        ]
        argv += ["--appendonly", "yes", "--save", "", "--databases", str(DATABASES), "--maxmemory-policy", "noeviction"]
        data = self.account.own(self.places.broker_data)
        env = SERVER_ENV | {"HOME": str(self.sockets)}
        with self.log.open("wb") as log:
            server = processes.start(
                argv, hold=self.hold, env=env, cwd=data, stdout=log, stderr=subprocess.STDOUT, **self.account.popen
            )
        server.returncode = 0  # left to the last user to stop, like the database

    def _last_line(self) -> str:
        return (self.log.read_text(errors="replace").splitlines() or ["no message"])[-1]


def stop(places: Places) -> None:
    """Stop the broker of this copy, whoever started it."""
    processes.stop(places.run / "broker.pid", ask=signal.SIGTERM, patience=20)
