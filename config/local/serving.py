"""The site: web server, two workers and schedule, started together and stopped together."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import holds, processes
from .interrupts import INTERRUPTS
from .messages import Refusal, say
from .places import Places
from .servers import Addresses

SLOWEST_START = 90.0


def port_is_busy(port: int) -> bool:
    """Whether something on this machine listens on the port already."""
    with socket.socket(socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@contextmanager
def claimed(places: Places, port: int) -> Iterator[None]:
    """Be the one that runs the site of this copy on `port`. Raises Refusal when the port is taken."""
    own = holds.opened(places.run / f"launcher-{port}.pid")
    try:
        if not holds.take(own):
            raise Refusal(
                f"Rubrika runs already at http://127.0.0.1:{port}/. Stop it with Ctrl-C there,"
                f" or run `PORT={port + 1} ./run`."
            )
        _stop_leftovers(places, port)
        if port_is_busy(port):
            raise Refusal(f"Port {port} is used by another program. Run `PORT={port + 1} ./run`.")
        yield
    finally:
        os.close(own)


def _stop_leftovers(places: Places, port: int) -> None:
    """End the processes of a launcher that was killed before it could."""
    alive = {path.stem.split("-")[1] for path in places.run.glob("launcher-*.pid") if _is_alive(path, port)}
    left = [
        path
        for kind in ("web", "worker", "measurement")
        for path in places.run.glob(f"{kind}-*.pid")
        if path.stem.split("-")[1] not in alive
    ]
    processes.stop(*left, *([] if alive else [places.run / "beat.pid"]))


def _is_alive(path: Path, port: int) -> bool:
    return path.stem != f"launcher-{port}" and holds.holder(path) is not None


@dataclass
class Site:
    """One web server with its workers on a port; the schedule is shared by all sites of this copy and runs once."""

    places: Places
    addresses: Addresses
    env: Mapping[str, str]
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start all of them and wait until the web server answers."""
        self._start("web", self._web(), DATABASE_POOL="1")
        self._start("worker", self._worker("rubrika", queue="celery,reminders,outbox", threads=4))
        self._start("measurement", self._worker("measurement", queue="measurement", threads=1))
        self._take_over_schedule()
        deadline = time.monotonic() + SLOWEST_START
        while not self._is_healthy():
            self._refuse_if_broken()
            if time.monotonic() > deadline:
                raise Refusal(f"{self.url} does not answer after {SLOWEST_START:.0f} seconds.")
            time.sleep(0.1)

    def watch(self) -> None:
        """Look after the processes until one, or a server, is gone: then raise Refusal, for half a site misleads."""
        while True:
            self._refuse_if_broken()
            self._take_over_schedule()
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop what this site has started: requests and tasks under way may finish."""
        INTERRUPTS.stopping = True
        if self.running:
            say("Stopping")
        processes.stop(*(self._hold(name) for name in self.running))
        for process in self.running.values():
            process.wait()
            processes.end_group(process.pid)

    def _start(self, name: str, argv: list[str], **more: str) -> None:
        env = {**self.env, **more}
        inherit = [self.addresses.users]
        hold = self._hold(name)
        self.running[name] = processes.start(argv, hold=hold, env=env, cwd=self.places.root, inherit=inherit)

    def _take_over_schedule(self) -> None:
        """Run the schedule unless another site of this copy does; when that one ends, this one goes on with it."""
        if "beat" not in self.running and holds.holder(self._hold("beat")) is None:
            self._start("beat", self._beat())

    def _refuse_if_broken(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Refusal(
                    f"The {name} process has ended by itself (code {process.returncode}). Run `./run` again;"
                    " nothing is lost."
                )
        if not self.addresses.alive:
            raise Refusal(
                f"A private server has ended by itself: see {self.places.log}. Run `./run` again; nothing is lost."
            )

    def _is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _hold(self, name: str) -> Path:
        return self.places.run / ("beat.pid" if name == "beat" else f"{name}-{self.port}.pid")

    def _web(self) -> list[str]:
        argv = [
            str(self.places.python),
            "-m",
            "gunicorn",
            "config.wsgi:application",
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        argv += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "10"]
        return [*argv, "--no-control-socket", "--log-level", "warning"]

    def _worker(self, name: str, *, queue: str, threads: int) -> list[str]:
        """Measurement has a worker of its own, so that a long fit cannot delay a mail."""
        argv = [
            str(self.places.python),
            "-m",
            "celery",
            "--quiet",
            "-A",
            "config.celery",
            "worker",
            "--pool",
            "threads",
            "--concurrency",
            str(threads),
        ]
        argv += ["--queues", queue, "--hostname", f"{name}-{self.port}@localhost", "--loglevel", "WARNING"]
        return [*argv, "--without-gossip", "--without-mingle", "--without-heartbeat"]

    def _beat(self) -> list[str]:
        schedule = self.places.local / "beat-schedule"
        argv = [
            str(self.places.python),
            "-m",
            "celery",
            "--quiet",
            "-A",
            "config.celery",
            "beat",
            "--schedule",
            str(schedule),
        ]
        return [*argv, "--pidfile", "", "--loglevel", "WARNING"]
