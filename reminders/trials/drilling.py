"""The course of the drill: everything due at once, then blows until nothing is left to do."""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from outbox.domain.waking import DELIVER_WAITING, ask
from outbox.enums import AttemptOutcome, MessageState
from outbox.models import Attempt, OutboundMessage
from reminders.domain.writing import waiting
from reminders.models import Delivery
from reminders.trials import reckoning, scene, sink
from reminders.trials.deaths import Deaths
from reminders.trials.servers import Broker
from reminders.trials.steps import left_out
from reminders.trials.workers import TRIED, Workers, keep, load, only_kinds_that_owe

ON_THE_WAY = [MessageState.WAITING, MessageState.SENDING]
REMIND = "reminders.tasks.remind"
ROUND_READS = 500  # due reminders for each second between two rounds, so that looking leaves time for the rest
BEATS = 2  # of the schedule at once, as if two were running
EXPIRES = 25.0  # seconds after which a round is not begun any more, as in the schedule of the site
PAUSE = 0.02  # seconds


@dataclass
class Course:
    """What was done to the workers and the broker, and how long it took.

    Blows and the time limit follow what moves, not the clock alone: on a machine with much else to do everything
    is slower, and nothing else changes.
    """

    options: argparse.Namespace
    workers: Workers
    broker: Broker
    server: BaseProcess
    began: float
    killed: int = 0
    forgotten: int = 0
    noted: bool = False  # all that is due
    written: bool = False  # all that is noted
    seen: tuple[Any, ...] = ()  # the figures that show whether anything moves
    moved: float = 0.0  # when they last did, in seconds since it began
    last: dict[str, float] = field(default_factory=dict)

    @property
    def beat(self) -> float:
        """Seconds between two rounds at least: where each death costs a round, they come quickly."""
        return 0.2 if self.options.at_every_line else 1.0

    @property
    def round(self) -> float:
        """Seconds between two looks for what is due, which read all of it: on the site they are a minute apart."""
        if self.options.at_every_line:
            return 2.0 if self.noted and self.written else self.beat
        return max(self.beat, self.options.due / ROUND_READS) if self.noted else self.beat

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def hold(self) -> bool:
        """Go on until nothing is left; False when nothing moves any more."""
        while self.seconds - self.moved < self.options.still:
            self.workers.fill()
            if self._is_time("beat", self.beat):
                self._beat(DELIVER_WAITING, "outbox")
                self._look()
                if self._is_done():
                    return True
            if self._is_time("round", self.round):
                self._beat(REMIND, "reminders")
            self._strike()
            time.sleep(PAUSE)
        return False

    def _is_time(self, what: str, every: float) -> bool:
        """Whether it was last done so many seconds ago, or never; then it is noted as done now."""
        if what in self.last and self.seconds - self.last[what] < every:
            return False
        self.last[what] = self.seconds
        return True

    def _beat(self, task: str, queue: str) -> None:
        """Ask for a round, as the schedule does, unless one waits that nobody has begun."""
        if not self.broker.waiting(queue):
            for _number in range(BEATS):
                ask(task, [], expires=EXPIRES)

    def _look(self) -> None:
        """Read how far it has come, and whether that is farther than before."""
        lines = Counter(Delivery.objects.order_by().values_list("state", flat=True))
        tries = Counter(Attempt.objects.order_by().values_list("outcome", flat=True))
        died = len(self.workers.deaths.met()) if self.workers.deaths else 0
        seen = (lines, tries, OutboundMessage.objects.filter(state__in=ON_THE_WAY).count(), died)
        if seen != self.seen:
            self.seen, self.moved = seen, self.seconds
        self.noted = lines.total() >= self.options.due
        self.written = not waiting(timezone.now()).exists()
        if self.server.pid is None and tries[AttemptOutcome.RETRY] >= self.options.away:
            self.server.start()

    def _strike(self) -> None:
        """Kill a worker, unless nothing has moved since the last one: who lives too short to do anything proves
        nothing."""
        every, last = self.options.kill_every, self.last.get("kill", 0.0)
        if every and self.seconds - last >= every and self.moved >= last:
            self.last["kill"] = self.seconds
            self.workers.kill_the_oldest()
            self.killed += 1

    def _is_done(self) -> bool:
        sent = OutboundMessage.objects.exclude(state__in=ON_THE_WAY).count()
        if self.forgotten < self.options.forget and sent >= self.options.due * (self.forgotten + 1) / 3:
            self.forgotten += 1
            self.broker.flush()
            self.broker.stop()
            self.broker.start()
        return self.noted and self.written and not OutboundMessage.objects.filter(state__in=ON_THE_WAY).exists()


def drill(options: argparse.Namespace) -> int:
    """Hold the drill in the database of the settings, which is empty; 0 when everything agrees."""
    folder, port = Path(options.folder), settings.EMAIL_PORT
    _say(f"{options.due:,} reminders due, {options.workers} workers, a kill each {options.kill_every:g} s")
    size = scene.Size(options.due, options.due, vacancies=20, interviewers=50, digest=options.digest)
    scene.build(size, now=timezone.now())
    scene.analyse()
    load()
    broker = Broker(folder)
    server = multiprocessing.get_context("fork").Process(
        target=sink.serve,
        args=(port, folder / "taken", sink.Mood(options.refuse, options.hang, options.cut)),
        daemon=True,
    )
    deaths = Deaths(folder / "graves") if options.at_every_line else None
    if deaths is not None:
        only_kinds_that_owe(timezone.now())
        deaths.lay(TRIED)
    keep()
    course = Course(options, Workers(options.workers, folder / "workers.log", deaths), broker, server, time.monotonic())
    try:
        broker.start()
        ended = course.hold()
    finally:
        course.workers.end()
        broker.stop()
        if server.pid is not None:
            server.kill()
    return _report(course, folder, ended)


def _report(course: Course, folder: Path, ended: bool) -> int:
    _say(
        f"  {course.seconds:9.1f} s until nothing was left" if ended else "  NOTHING MOVES ANY MORE, something is left"
    )
    _say(f"  {course.killed:9,} workers killed, {course.forgotten} times a broker that had forgotten everything")
    left = []
    if course.workers.deaths is not None:
        left = left_out(course.workers.deaths)
        _say(f"  {len(course.workers.deaths.met()):9,} statements before which a worker died")
    account = reckoning.account(sink.counted(folder / "taken"), course.workers.dead, due=course.options.due)
    for words, number in account.figures.items():
        _say(f"  {number:9,} {words}")
    faults = account.faults + [f"nobody died before {place}" for place in left]
    for fault in faults:
        _say(f"  FAULT: {fault}")
    held = ended and not faults
    _say("Ledger, outbox and mail server agree." if held else "The drill has failed.")
    if not held:
        _say((folder / "workers.log").read_text()[-2000:])
    return 0 if held else 1


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
