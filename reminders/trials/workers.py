"""Celery workers that are meant to die. They begin as copies of a process that has loaded everything, so that a new
one works at once."""

import gc
import os
import signal
import traceback
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path

from celery import current_app
from django.db import connections
from django.template import Engine
from django.utils import timezone, translation

import outbox.domain.delivery
import outbox.domain.queueing
import outbox.domain.transports
import outbox.tasks
import reminders.domain.finding
import reminders.domain.writing
import reminders.tasks
from reminders.domain.duties import KIND_OF, KINDS
from reminders.domain.engine import foreseen
from reminders.trials.deaths import Deaths

TRIED = (
    outbox.domain.delivery,
    outbox.domain.queueing,
    outbox.domain.transports,
    outbox.tasks,
    reminders.domain.finding,
    reminders.domain.writing,
    reminders.tasks,
)
"""Modules before each of whose statements a worker may be made to die."""
ARGUMENTS = ["--pool", "solo", "--queues", "reminders,outbox", "--loglevel", "ERROR"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


LOADED_BEFORE = (
    "billiard.dummy",
    "billiard.pool",
    "celery.app.amqp",
    "celery.app.control",
    "celery.app.events",
    "celery.app.log",
    "celery.app.routes",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.solo",
    "celery.events.receiver",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.consumer.delayed_delivery",
    "celery.worker.strategy",
    "encodings.idna",
    "kombu.matcher",
    "kombu.transport.redis",
)


def load() -> None:
    """Import what a worker needs, once for all of them, and leave it to them as it is."""
    for name in LOADED_BEFORE:
        import_module(name)
    current_app.loader.import_default_modules()
    current_app.finalize()
    with translation.override("en"):
        for kind in KIND_OF:
            Engine.get_default().get_template(f"reminders/mail/{kind}.txt")
    foreseen(now=timezone.now())


def keep() -> None:
    """Before the first worker: what is there is not looked through for garbage any more, so its pages stay shared."""
    gc.collect()
    gc.freeze()


def only_kinds_that_owe(now: datetime) -> None:
    """Leave out kinds of duty of which the scene owes nothing: to ask for them at each start costs time and no more."""
    owing = {one.duty.kind for one in foreseen(now=now)}
    reminders.domain.finding.KINDS = tuple(kind for kind in KINDS if kind.key in owing)


@dataclass
class Workers:
    """So many workers at a time; with `deaths` they die by themselves as well."""

    wanted: int
    log: Path
    deaths: Deaths | None = None
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
        if self.deaths is not None:
            self.deaths.arm()
        name = f"{os.getpid()}@drill"
        current_app.worker_main(["--quiet", "--skip-checks", "worker", "--hostname", name, *ARGUMENTS, *QUIET])
