"""The drill: reminders are due, workers are killed, the broker forgets everything, the mail server refuses and hangs.

Afterwards ledger, outbox and mail server must agree: nothing lost, and a mail taken twice only where a worker died
between the server's answer and the commit, which the outbox says of it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from accounts.domain.arguments import between
from reminders.trials.servers import Broker, scratch_database
from reminders.trials.sink import free_port

ROOT = Path(__file__).parents[2]


def options(argv: list[str]) -> argparse.Namespace:
    """What may be chosen."""
    parser = argparse.ArgumentParser(prog="drill reminders", description=__doc__)
    parser.add_argument("--due", type=between(1, 10_000_000), default=10_000, help="reminders that are due at once")
    parser.add_argument("--workers", type=between(1, 100), default=4)
    parser.add_argument(
        "--kill-every",
        type=between(0.0, 86_400.0),
        default=1.0,
        metavar="SECONDS",
        help="one worker each time; 0: none",
    )
    parser.add_argument("--at-every-line", action="store_true", help="also have a worker die at each line once")
    parser.add_argument(
        "--forget", type=between(0, 1_000), default=2, help="how often the broker is flushed, killed and restarted"
    )
    parser.add_argument("--refuse", type=between(0.0, 1.0), default=0.1, help="share of mails that are refused for now")
    parser.add_argument(
        "--hang", type=between(0.0, 1.0), default=0.01, help="share of mails at which the server falls silent"
    )
    parser.add_argument(
        "--cut", type=between(0.0, 1.0), default=0, help="share of sessions that the server cuts at the greeting"
    )
    parser.add_argument(
        "--away",
        type=between(0, 1_000_000),
        default=0,
        metavar="TRIES",
        help="the server begins to listen after so many found nobody",
    )
    parser.add_argument("--digest", action="store_true", help="the hiring manager wants one mail for everything")
    parser.add_argument(
        "--still",
        type=between(1.0, 86_400.0),
        default=180,
        metavar="SECONDS",
        help="the drill has failed when nothing moves for so long",
    )
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def run(argv: list[str]) -> int:
    """Make a database and servers of its own, and hold the drill in a process that knows no others; 0 if it held."""
    if options(argv).folder:
        from reminders.trials.drilling import drill

        return drill(options(argv))
    with scratch_database("rubrika_drill") as url, tempfile.TemporaryDirectory(prefix="rubrika-drill-") as folder:
        env = environment(url, Path(folder), free_port())
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=env, check=True)
        return held(argv, env, Path(folder))


def held(argv: list[str], env: dict[str, str], folder: Path) -> int:
    """Hold the drill in the database of `env`, which must be migrated and empty; its exit status."""
    command = [sys.executable, "manage.py", "drill", "reminders", *argv, "--folder", str(folder)]
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def environment(
    database: str, folder: Path, port: int, *, patience: int = 2, batch: int = 50, letters: int = 200
) -> dict[str, str]:
    """The environment of every process of the drill: servers of its own, and an outbox that is in a hurry.

    A mail server that says nothing for `patience` seconds is given up; a worker that does, for three times as many.
    `batch` mails are what such a worker keeps from the others meanwhile; `letters` are written in one transaction.
    """
    own = {
        "DATABASE_URL": database,
        "REDIS_URL": Broker(folder).url,
        "RUBRIKA_LOCAL": str(folder),
        "OUTBOX_TRANSPORT": "smtp",
        "OUTBOX_DELAYS": ",".join(["1", "1", "2", "2", *["3"] * 16]),
        "OUTBOX_LEASE": str(3 * patience),
        "OUTBOX_BATCH": str(batch),
        "REMINDER_BATCH": str(letters),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "EMAIL_TIMEOUT": str(patience),
        "EMAIL_USE_TLS": "0",
        "EMAIL_USE_SSL": "0",
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "LOG_LEVEL": "ERROR",
    }
    return {**os.environ, **own}
