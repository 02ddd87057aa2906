"""The course of the drill: everything due at once, then blows until nothing is left to do."""

import argparse
import multiprocessing
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from outbox.domain.waking import DELIVER_WAITING, ask
from outbox.enums import MessageState
from outbox.models import OutboundMessage
from reminders.domain.writing import waiting
from reminders.models import Delivery
from reminders.trials import reckoning, scene, sink
from reminders.trials.deaths import Deaths
from reminders.trials.servers import Broker
from reminders.trials.workers import TRIED, Workers, keep, load

ON_THE_WAY = [MessageState.WAITING, MessageState.SENDING]
REMIND = "reminders.tasks.remind"
ROUND_READS = 500  # due reminders for each second between two rounds, so that looking leaves time for the rest
BEATS = 2  # of the schedule at once, as if two were running
PAUSE = 0.1  # seconds


@dataclass
class Course:
    """What was done to the workers and the broker, and how long it took."""

    options: argparse.Namespace
    workers: Workers
    broker: Broker
    began: float
    killed: int = 0
    forgotten: int = 0
    noted: bool = False  # all that is due

    @property
    def beat(self) -> float:
        """Seconds between two rounds: where each death costs a round, they come quickly."""
        return 0.3 if self.options.at_every_line else 1.0

    @property
    def round(self) -> float:
        """Seconds between two looks for what is due, which read all of it: on the site they are a minute apart."""
        return max(self.beat, self.options.due / ROUND_READS) if self.noted else self.beat

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def hold(self) -> bool:
        """Go on until nothing is left; False when the time is up."""
        last_beat = last_round = last_kill = 0.0
        while self.seconds < self.options.minutes * 60:
            self.workers.fill()
            if self.seconds - last_beat >= self.beat:
                last_beat = self.seconds
                _beat(DELIVER_WAITING, self.beat)
                if self._is_done():
                    return True
            if self.seconds - last_round >= self.round or not last_round:
                last_round = self.seconds
                _beat(REMIND, self.round)
            if self.options.kill_every and self.seconds - last_kill >= self.options.kill_every:
                last_kill = self.seconds
                self.workers.kill_the_oldest()
                self.killed += 1
            time.sleep(PAUSE)
        return False

    def _is_done(self) -> bool:
        sent = OutboundMessage.objects.exclude(state__in=ON_THE_WAY).count()
        if self.forgotten < self.options.forget and sent >= self.options.due * (self.forgotten + 1) / 3:
            self.forgotten += 1
            self.broker.flush()
            self.broker.stop()
            self.broker.start()
        lines = Delivery.objects.count()
        self.noted = lines >= self.options.due
        return self.noted and sent == lines and not waiting(timezone.now()).exists()


def _beat(task: str, seconds: float) -> None:
    """What nobody has begun by the next beat is not begun any more, as in the schedule of the site."""
    for _number in range(BEATS):
        ask(task, [], expires=seconds)


def drill(options: argparse.Namespace) -> int:
    """Hold the drill in the database of the settings, which is empty; 0 when everything agrees."""
    folder, port = Path(options.folder), settings.EMAIL_PORT
    _say(f"{options.due:,} reminders due, {options.workers} workers, a kill each {options.kill_every:g} s")
    scene.build(scene.Size(options.due, options.due, vacancies=20, interviewers=50), now=timezone.now())
    scene.analyse()
    load()
    broker = Broker(folder)
    server = multiprocessing.get_context("fork").Process(
        target=sink.serve, args=(port, folder / "taken", options.refuse, options.hang), daemon=True
    )
    deaths = Deaths(folder / "graves") if options.at_every_line else None
    if deaths is not None:
        deaths.lay(TRIED)
    keep()
    course = Course(options, Workers(options.workers, folder / "workers.log", deaths), broker, time.monotonic())
    try:
        server.start()
        broker.start()
        ended = course.hold()
    finally:
        course.workers.end()
        broker.stop()
        server.kill()
    return _report(course, folder, ended)


def _report(course: Course, folder: Path, ended: bool) -> int:
    _say(f"  {course.seconds:9.1f} s until nothing was left" if ended else "  THE TIME IS UP, something is left")
    _say(f"  {course.killed:9,} workers killed, {course.forgotten} times a broker that had forgotten everything")
    if course.workers.deaths is not None:
        _say(f"  {len(list((folder / 'graves').iterdir())):9,} statements before which a worker died")
    account = reckoning.account(sink.counted(folder / "taken"), course.workers.dead, due=course.options.due)
    for words, number in account.figures.items():
        _say(f"  {number:9,} {words}")
    for fault in account.faults:
        _say(f"  FAULT: {fault}")
    held = ended and not account.faults
    _say("Ledger, outbox and mail server agree." if held else "The drill has failed.")
    if not held:
        _say((folder / "workers.log").read_text()[-2000:])
    return 0 if held else 1


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
