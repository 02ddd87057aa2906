"""Celery workers that are meant to die. They begin as copies of a process that has loaded everything, so that a new
one works at once."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from celery import current_app
from celery.signals import task_prerun
from django.db import connections
from django.template import Engine
from django.utils import translation

import outbox.domain.delivery
import outbox.domain.queueing
import outbox.domain.transports
import outbox.tasks
import reminders.domain.finding
import reminders.domain.writing
import reminders.tasks
from reminders.domain.duties import KIND_OF

TRACED = {
    module.__file__
    for module in (
        outbox.domain.delivery,
        outbox.domain.queueing,
        outbox.domain.transports,
        outbox.tasks,
        reminders.domain.finding,
        reminders.domain.writing,
        reminders.tasks,
    )
}
ARGUMENTS = ["--pool", "solo", "--queues", "reminders,outbox", "--loglevel", "ERROR"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


LOADED_BEFORE = (
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.worker.consumer",
    "celery.concurrency.solo",
    "kombu.transport.redis",
)


def load() -> None:
    """Import what a worker needs, once for all of them."""
    for name in LOADED_BEFORE:
        import_module(name)
    current_app.loader.import_default_modules()
    current_app.finalize()
    with translation.override("en"):
        for kind in KIND_OF:
            Engine.get_default().get_template(f"reminders/mail/{kind}.txt")


@dataclass
class Workers:
    """So many workers at a time. `graves` names the lines at which a worker has died, if they are to die at lines."""

    wanted: int
    log: Path
    graves: Path | None = None
    alive: list[int] = field(default_factory=list)
    dead: set[int] = field(default_factory=set)

    def fill(self) -> None:
        """Bury those that have ended and start as many anew."""
        for pid in list(self.alive):
            if os.waitpid(pid, os.WNOHANG)[0]:
                self._bury(pid)
        while len(self.alive) < self.wanted:
            self.alive.append(self._start())

    def kill_the_oldest(self) -> None:
        """No warning: SIGKILL."""
        os.kill(self.alive[0], signal.SIGKILL)
        os.waitpid(self.alive[0], 0)
        self._bury(self.alive[0])

    def end(self) -> None:
        while self.alive:
            self.kill_the_oldest()

    def _bury(self, pid: int) -> None:
        self.alive.remove(pid)
        self.dead.add(pid)

    def _start(self) -> int:
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            try:
                self._work()
            except BaseException:  # whatever it is, it must not run on as a copy of the drill
                traceback.print_exc()
            finally:
                os._exit(1)
        return pid

    def _work(self) -> None:
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        if self.graves is not None:
            _die_at_a_new_line(self.graves)
        name = f"{os.getpid()}@drill"
        current_app.worker_main(["--quiet", "--skip-checks", "worker", "--hostname", name, *ARGUMENTS, *QUIET])


def _die_at_a_new_line(graves: Path) -> None:
    """From the next task on, die at the first line of the traced modules at which nobody has died yet."""
    known = set(graves.read_text().split()) if graves.exists() else set()

    def at_line(frame: FrameType, event: str, _arg: Any) -> Callable | None:
        place = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
        if event == "line" and place not in known:
            file = os.open(graves, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(file, f"{place}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        return at_line

    def at_call(frame: FrameType, _event: str, _arg: Any) -> Callable | None:
        return at_line if frame.f_code.co_filename in TRACED else None

    task_prerun.connect(lambda **_given: sys.settrace(at_call), weak=False)
