"""The private PostgreSQL: one cluster in `.local/pg`, reached through a Unix socket only."""

import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import holds, processes
from .account import Account
from .binaries import SERVER_ENV
from .messages import Refusal, say
from .places import Places

USER = DATABASE = "rubrika"
SLOWEST_START = 120.0
"""Seconds; replaying the log after a crash comes before the first connection."""

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}


@dataclass(frozen=True)
class Postgres:
    """A cluster, the programs that serve it and the folder of its socket."""

    places: Places
    account: Account
    binaries: Path
    sockets: Path

    @property
    def hold(self) -> Path:
        return self.places.run / "postgres.pid"

    @property
    def log(self) -> Path:
        return self.places.log / "postgres.log"

    @property
    def socket(self) -> Path:
        return self.sockets / ".s.PGSQL.5432"

    @property
    def url(self) -> str:
        return f"postgres://{USER}@/{DATABASE}?host={quote(str(self.sockets), safe='/')}"

    def start(self) -> None:
        """Make the cluster if there is none, serve it, make the database. Raises Refusal with the log's last line."""
        if not self.places.pg_data.exists():
            self._make_cluster()
        self._drop_recycled_pid()
        self._serve()
        self._make_database()

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, nothing committed is lost."""
        stop(self.places)

    def query(self, sql: str, *, database: str = "postgres") -> subprocess.CompletedProcess[str]:
        """Run one statement through `psql`; the answer is its bare output."""
        argv: list[str | Path] = [
            self.binaries / "psql",
            "-XAtq",
            "-h",
            self.sockets,
            "-U",
            USER,
            "-d",
            database,
            "-c",
            sql,
        ]
        return subprocess.run(argv, env=SERVER_ENV, cwd="/", capture_output=True, text=True)

    def answers(self) -> bool:
        return holds.holder(self.hold) is not None and self.query("SELECT 1").returncode == 0

    def _make_cluster(self) -> None:
        """Build aside and rename, so that an interrupted start leaves no half-made cluster."""
        say("Creating the database cluster")
        aside = self.places.local / "pg.new"
        shutil.rmtree(aside, ignore_errors=True)
        self.account.own(aside)
        argv: list[str | Path] = [
            self.binaries / "initdb",
            "-D",
            self._data(aside),
            "-U",
            USER,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        argv += ["--locale-provider=libc", "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        done = subprocess.run(argv, env=self._env(), cwd=aside, capture_output=True, text=True, **self.account.popen)
        if done.returncode:
            raise Refusal(f"PostgreSQL could not create its cluster in {aside}: {done.stderr.strip()}")
        aside.rename(self.places.pg_data)

    def _data(self, folder: Path) -> str:
        """How the server names its folder. A lent account may be unable to enter the folders above it, but can use the
        folder as the working directory in which root starts it."""
        return "/proc/self/cwd" if self.account.lent else str(folder)

    def _env(self) -> dict[str, str]:
        return SERVER_ENV | {"HOME": str(self.sockets)}

    def _drop_recycled_pid(self) -> None:
        """After kill -9 or a reboot `postmaster.pid` may name an unrelated live process: PostgreSQL would give up.

        Only such a file is removed; PostgreSQL itself judges the rest, and checks its shared memory besides.
        """
        pid_file = self.places.pg_data / "postmaster.pid"
        if pid_file.exists() and holds.holder(self.hold) is None:
            first = pid_file.read_text().split("\n", 1)[0].strip()
            if not first.isdigit() or not _works_in(int(first), self.places.pg_data):
                pid_file.unlink()

    def _serve(self) -> None:
        """Start the server and wait for it; backends of a killed server may need a moment to leave."""
        deadline = time.monotonic() + SLOWEST_START
        self._launch()
        while not self.answers():
            if time.monotonic() > deadline:
                raise Refusal(f"PostgreSQL does not answer after {SLOWEST_START:.0f} seconds: see {self.log}.")
            if holds.holder(self.hold) is None:
                self._retry_or_refuse()
            time.sleep(0.05)

    def _launch(self) -> None:
        data = self.places.pg_data
        argv: list[str | Path] = [self.binaries / "postgres", "-D", self._data(data)]
        for name, value in {**OPTIONS, "unix_socket_directories": str(self.sockets)}.items():
            argv += ["-c", f"{name}={value}"]
        with self.log.open("wb") as log:
            server = processes.start(
                argv,
                hold=self.hold,
                env=self._env(),
                cwd=data,
                stdout=log,
                stderr=subprocess.STDOUT,
                **self.account.popen,
            )
        server.returncode = 0  # it is left to the last user to stop it, so it is not this process's child to wait for

    def _retry_or_refuse(self) -> None:
        text = self.log.read_text(errors="replace")
        if not re.search(r"still in use|lock file .* already exists", text):
            fatal = (
                [line for line in text.splitlines() if "FATAL" in line or "error" in line]
                or text.splitlines()[-1:]
                or ["no message"]
            )
            raise Refusal(f"PostgreSQL did not start: {fatal[-1]} (log: {self.log})")
        time.sleep(0.3)
        self._launch()

    def _make_database(self) -> None:
        exists = self.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'")  # noqa: S608 a constant of ours
        if exists.stdout.strip():
            return
        made = self.query(f"CREATE DATABASE {DATABASE}")
        if made.returncode:
            raise Refusal(f"PostgreSQL could not create the database {DATABASE}: {made.stderr.strip()}")


def stop(places: Places) -> None:
    """Stop the server of this copy, whoever started it."""
    processes.stop(places.run / "postgres.pid", ask=signal.SIGINT, hurry=signal.SIGQUIT, patience=60)


def _works_in(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL on `data`; without /proc to look at, whether it is a PostgreSQL at all."""
    if Path("/proc/self/cwd").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cwd").samefile(data)
        return False
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return "postgres" in listed.stdout
