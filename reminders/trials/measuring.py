"""The course of the benchmark: a million applications, one round, and a Celery task that does nothing beside it."""

import argparse
import sys
import time
from datetime import datetime
from pathlib import Path

from celery import shared_task
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from reminders.domain import finding, writing
from reminders.domain.duties import KINDS, Kind
from reminders.models import Delivery
from reminders.trials import scene
from reminders.trials.plans import Cost, cost
from reminders.trials.servers import Broker
from reminders.trials.workers import Workers, load

LARGEST_SCAN, READ_PER_DUE, SHARE_OF_NOTHING, FLAT = 10_000, 3.0, 0.5, 16  # FLAT: megabytes


@shared_task(name="reminders.tasks.nothing")
def nothing(last: str = "") -> None:
    """What a task costs by itself; the last of them leaves a file."""
    if last:
        Path(last).touch()


def measure(options: argparse.Namespace) -> int:
    """Print every figure; 0 when all bars are met."""
    folder, now = Path(options.folder), timezone.now()
    began = time.monotonic()
    scene.build(scene.Size(options.due, options.applications, options.vacancies, interviewers=2_000), now=now)
    scene.analyse()
    _say(f"{options.applications:,} applications of {options.vacancies} vacancies written in {_since(began):.0f} s")
    load()
    broker = Broker(folder)
    broker.start()
    try:
        met = [*_queries(now), _plans(now, options.due), *_round(now, options, folder)]
    finally:
        broker.stop()
    _say(f"\n{'All bars are met.' if all(met) else 'A bar is missed.'}")
    return 0 if all(met) else 1


def _queries(now: datetime) -> list[bool]:
    people = User.objects.in_bulk()
    counts = []
    for kind in KINDS:
        with CaptureQueriesContext(connection) as queries:
            for _entry in kind.entries(now=now, people=people):
                pass
        counts.append(len(queries))
    return [_bar(f"{max(counts)} queries at most find a kind, however many are due", max(counts) <= 2)]


def _plans(now: datetime, due: int) -> bool:
    with finding.looking_up():
        costs: dict[str, Cost] = {kind.key: _cost(kind, now) for kind in KINDS}
    _say(f"\n{'kind':24}{'found':>10}{'rows read':>12}{'a due one':>11}{'whole table':>13}{'ms':>10}")
    for key, one in costs.items():
        share = f"{one.read / one.given:.2f}" if one.given else "-"
        _say(f"{key:24}{one.given:10,}{one.read:12,}{share:>11}{one.largest_scan:13,}{one.milliseconds:10,.0f}")
    read, scan = sum(one.read for one in costs.values()), max(one.largest_scan for one in costs.values())
    return all(
        [
            _bar(f"whole tables of {scan:,} rows read, at most {LARGEST_SCAN:,}", scan <= LARGEST_SCAN),
            _bar(f"{read:,} rows read for {due:,} due: {read / due:.2f} times, at most 3", read / due <= READ_PER_DUE),
        ]
    )


def _cost(kind: Kind, now: datetime) -> Cost:
    return cost(lambda: kind.agenda(now=now))


def _round(now: datetime, options: argparse.Namespace, folder: Path) -> list[bool]:
    began, memory = time.monotonic(), _Memory()
    with _watching(memory):
        finding.note(now=now)
    noting = _since(began)
    noted = Delivery.objects.count()
    began = time.monotonic()
    written = sum(1 for _reminder in writing.write(now=timezone.now()))
    units = written / _since(began)
    bare = _nothing(options.tasks, folder)
    _say(f"\n{noted:,} lines noted in {noting:.1f} s ({noted / noting:,.0f} a second), {memory.grown:.1f} MB more")
    _say(f"{written:,} lines claimed and written as mails: {units:,.0f} a second")
    _say(f"{options.tasks:,} Celery tasks that do nothing: {bare:,.0f} a second")
    return [
        _bar(f"{noted:,} lines and {written:,} mails for {options.due:,} due", noted == written == options.due),
        _bar(f"memory of the round flat within {FLAT} MB", memory.grown <= FLAT),
        _bar(
            f"{units / bare:.2f} of the rate of nothing, at least {SHARE_OF_NOTHING}", units / bare >= SHARE_OF_NOTHING
        ),
    ]


class _Memory:
    """Resident memory after the first batch, and the most it grew by."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.grown = 0.0

    def look(self) -> None:
        """In megabytes, from the kernel."""
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        megabytes = pages * 4096 / 1024**2
        if self.first is None:
            self.first = megabytes
        self.grown = max(self.grown, megabytes - self.first)


class _watching:
    """Look at the memory at each statement of the block."""

    def __init__(self, memory: _Memory) -> None:
        self.memory, self.inserts = memory, 0

    def __enter__(self) -> None:
        self._wrapper = connection.execute_wrapper(self._look)
        self._wrapper.__enter__()

    def __exit__(self, *exc) -> None:
        self._wrapper.__exit__(*exc)

    def _look(self, execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("INSERT"):
            self.inserts += 1
            if self.inserts > 2:  # what the first batches load, later ones use too
                self.memory.look()
        return done


def _nothing(count: int, folder: Path) -> float:
    """Tasks a second: published by this process while a worker carries them out."""
    workers = Workers(1, folder / "workers.log")
    workers.fill()
    _carried_out(1, folder)  # until the worker has started
    began = time.monotonic()
    _carried_out(count, folder)
    rate = count / _since(began)
    workers.end()
    return rate


def _carried_out(count: int, folder: Path) -> None:
    mark = folder / f"last-{count}"
    for _number in range(count - 1):
        nothing.delay()
    nothing.delay(str(mark))
    while not mark.exists():
        time.sleep(0.005)


def _since(began: float) -> float:
    return time.monotonic() - began


def _bar(words: str, met: bool) -> bool:
    _say(f"  {'met   ' if met else 'MISSED'} {words}")
    return met


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
