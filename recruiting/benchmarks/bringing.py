"""`manage bench import`: a file of people brought into a vacancy, against only reading and checking it in memory.

Both run in a process of their own, in a database made for the run and removed after it, once with a CSV file and once
with a spreadsheet of the same people. The import is all of it: writing the rows, recognising people, bringing in,
seeking duplicates.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, connections
from django.utils import timezone

from accounts.domain.arguments import between
from recruiting.benchmarks.people import write_file
from recruiting.benchmarks.scene import fill
from recruiting.domain.duplicates import SEEK
from recruiting.domain.importing import bringing, receiving, staging
from recruiting.domain.namesakes import ASKED
from recruiting.models import Candidate, CandidateImport, DuplicatePair, Vacancy

MOST_TIMES = 3.0
MOST_MEMORY = 300
"""Bars: times the in-memory side, and megabytes of the importing process."""

DATABASE = "rubrika_bench"
KINDS = ("csv", "xlsx")


def run(argv: list[str]) -> int:
    """Print both sides for each kind of file; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="manage bench import")
    parser.add_argument("--rows", type=between(1, 10_000_000), default=50_000)
    parser.add_argument("--known", type=between(0, 10_000_000), default=50_000, help="people in the database before")
    parser.add_argument("--kind", choices=KINDS, action="append", help="one of the two kinds of file")
    parser.add_argument("--explain", action="store_true", help="show the plan of the search for duplicates")
    asked = parser.parse_args(argv)
    missed = [_compare_in_new_database(asked, kind) for kind in asked.kind or KINDS]
    return int(any(missed))


def _compare_in_new_database(asked: argparse.Namespace, kind: str) -> bool:
    usual = connection.settings_dict["NAME"]
    connection.settings_dict.setdefault("TEST", {})["NAME"] = DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as place:
            settings.MEDIA_ROOT = Path(place)
            return _compare(asked, Path(place) / f"people.{kind}")
    finally:
        connections.close_all()
        connection.creation.destroy_test_db(usual, verbosity=0)


def _compare(asked: argparse.Namespace, path: Path) -> bool:
    """Print both sides; whether a bar is missed."""
    write_file(path, rows=asked.rows, known=asked.known)
    vacancy = fill(asked.known)
    batch = _received(path, vacancy)
    memory = _in_child(lambda: _read_only(batch.pk))
    whole = _in_child(lambda: _bring_in(batch.pk))
    batch.refresh_from_db()
    times = whole["seconds"] / memory["seconds"]
    _say(f"{path.name}: {asked.rows} rows, {path.stat().st_size / 1e6:.1f} MB; {asked.known} people known before")
    _say(f"reading and checking in memory: {memory['seconds']:.2f} s, peak {memory['megabytes']:.0f} MB")
    _say(f"importing: {whole['seconds']:.2f} s, peak {whole['megabytes']:.0f} MB; {whole['steps']}")
    _say(f"new {batch.added}, known {batch.attached}, repeated {batch.repeated}, wrong {batch.bad};")
    _say(f"pairs offered as duplicates: {DuplicatePair.objects.count()}")
    _say(f"ratio {times:.2f} (at most {MOST_TIMES}), memory {whole['megabytes']:.0f} MB (at most {MOST_MEMORY})")
    if asked.explain:
        _explain()
    return times > MOST_TIMES or whole["megabytes"] > MOST_MEMORY


def _received(path: Path, vacancy: Vacancy) -> CandidateImport:
    wishes = receiving.Wishes("job_site", "ro", False, "")
    with path.open("rb") as file:
        upload = UploadedFile(file, name=path.name, size=path.stat().st_size)
        return receiving.receive(
            vacancy=vacancy,
            upload=upload,
            wishes=wishes,
            by=vacancy.created_by,
            now=timezone.now(),
        )


def _read_only(pk: int) -> dict:
    """Only reading the file and checking the same fields."""
    batch = CandidateImport.objects.select_related("by", "vacancy").get(pk=pk)
    started = perf_counter()
    with batch.content.open("rb") as file:
        good = sum(1 for row in staging.checked_rows(batch, file) if not row.faults)
    return {"seconds": perf_counter() - started, "good": good}


def _bring_in(pk: int) -> dict:
    """The whole way from the file to candidates whose duplicates are known."""
    steps: dict[str, float] = {}
    started = perf_counter()
    for name, act in (
        ("read and recognise", lambda: staging.read_in(batch_id=pk, now=timezone.now())),
        ("choose", lambda: bringing.start(batch=CandidateImport.objects.get(pk=pk), now=timezone.now())),
        ("bring in and seek duplicates", lambda: bringing.bring_in(batch_id=pk, now=timezone.now())),
    ):
        begun = perf_counter()
        act()
        steps[name] = perf_counter() - begun
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items())
    return {"seconds": perf_counter() - started, "steps": told}


def _in_child(act: Callable[[], dict]) -> dict:
    """Run it in a process of its own; its answer, with the most memory that process ever had."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "w") as out:
                json.dump(act(), out)
            code = 0
        finally:
            connections.close_all()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    _pid, status, usage = os.wait4(child, 0)
    if status:
        sys.exit("A side of the benchmark has failed; see above.")
    return {**json.loads(text), "megabytes": usage.ru_maxrss / 1024}


def _explain() -> None:
    ids = list(Candidate.objects.order_by("-pk").values_list("pk", flat=True)[:2_000])
    asked: dict[str, Any] = {"ids": ids, **ASKED}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {SEEK}", asked)
        for row in cursor.fetchall():
            _say(row[0])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
