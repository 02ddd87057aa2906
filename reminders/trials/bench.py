"""100,000 reminders due among 1,000,000 applications: finding them, noting them, writing them, in one run.

Bars: at most two queries for each kind; no sequential scan over more than 10,000 rows; rows read at most 3 times rows
due; lines claimed and turned into mails (a line and its mail are one unit) at no less than half the rate of
a Celery task that does nothing; the memory of the round that finds and notes them flat.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from accounts.domain.arguments import between
from reminders.trials.drill import ROOT, environment
from reminders.trials.servers import scratch_database
from reminders.trials.sink import free_port


def options(argv: list[str]) -> argparse.Namespace:
    """What may be chosen."""
    parser = argparse.ArgumentParser(prog="bench reminders", description=__doc__)
    parser.add_argument("--due", type=between(1, 10_000_000), default=100_000)
    parser.add_argument("--applications", type=between(1, 100_000_000), default=1_000_000)
    parser.add_argument("--vacancies", type=between(1, 1_000_000), default=500)
    parser.add_argument(
        "--tasks", type=between(1, 10_000_000), default=10_000, help="Celery tasks that do nothing, for comparison"
    )
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def run(argv: list[str]) -> int:
    """Measure in a database and with a broker of its own; 0 when all bars are met."""
    if options(argv).folder:
        from reminders.trials.measuring import measure

        return measure(options(argv))
    with scratch_database("rubrika_bench") as url, tempfile.TemporaryDirectory(prefix="rubrika-bench-") as folder:
        env = environment(url, Path(folder), free_port())
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=env, check=True)
        return held(argv, env, Path(folder))


def held(argv: list[str], env: dict[str, str], folder: Path) -> int:
    """Measure in the database of `env`, which must be migrated and empty; the exit status."""
    command = [sys.executable, "manage.py", "bench", "reminders", *argv, "--folder", str(folder)]
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
