"""The commands of `./run`."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import environment, holds, installing, steps
from .checking import check
from .interrupts import INTERRUPTS, Interrupted
from .messages import Refusal, say
from .places import Places, prepare
from .servers import Addresses, using
from .serving import Site, claimed

USAGE = """Usage:
  ./run                 install, start everything and serve the site (PORT=8123 ./run changes the port)
  ./run manage ARGS     a management command in the same environment
  ./run test ARGS       the tests; ARGS go to pytest
  ./run check           linters, contracts, types and other checks
  ./run servers         keep database and broker up, so that repeated commands start faster"""

MOST_TEST_RUNS = 63


def main(root: Path, args: Sequence[str]) -> int:
    """Carry out one command; its exit status."""
    INTERRUPTS.listen()
    try:
        return _command(prepare(root), args)
    except Refusal as refusal:
        say(f"run: {refusal}")
        return 1
    except Interrupted as interrupted:
        return 0 if not args or args[0] == "servers" else 128 + interrupted.signum


def _command(places: Places, args: Sequence[str]) -> int:
    match args:
        case []:
            return _serve(places)
        case ["manage", *rest]:
            return _manage(places, rest)
        case ["test", *rest]:
            return _test(places, rest)
        case ["check"]:
            return _check(places)
        case ["servers"]:
            return _servers(places)
    print(USAGE)
    return 0 if args[0] in ("help", "-h", "--help") else 2


def _serve(places: Places) -> int:
    port = _port(os.environ)
    with claimed(places, port):
        installing.ensure(places)
        with using(places, os.environ) as addresses:
            env = environment.application(places, addresses, os.environ, port=port)
            steps.prepare(places, env)
            site = Site(places, addresses, env, port)
            try:
                site.start()
                print(f"\nRubrika is ready at {site.url}\n{steps.log_ins(places, env)}\nCtrl-C stops it.\n", flush=True)
                site.watch()
            finally:
                site.stop()
    return 0


def _servers(places: Places) -> int:
    installing.ensure(places)
    with using(places, os.environ):
        say("Database and broker are up. Ctrl-C stops them, once nobody uses them.")
        signal.pause()
    return 0


def _manage(places: Places, args: Sequence[str]) -> int:
    installing.ensure(places)
    with using(places, os.environ) as addresses:
        env = environment.application(places, addresses, os.environ, port=_port(os.environ))
        steps.compile_messages(places)
        return _foreground([places.python, "manage.py", *args], places, addresses, env)


def _test(places: Places, args: Sequence[str]) -> int:
    installing.ensure(places, development=True)
    slot, hold = _free_slot(places)
    try:
        with using(places, os.environ) as addresses:
            env = environment.application(places, addresses, os.environ, port=_port(os.environ))
            steps.compile_messages(places)
            argv: list[str | Path] = [places.python, "-m", "pytest", *_workers(args), *args]
            return _foreground(argv, places, addresses, environment.testing(env, slot=slot))
    finally:
        os.close(hold)


def _check(places: Places) -> int:
    installing.ensure(places, development=True)
    with using(places, os.environ) as addresses:
        return check(places, environment.application(places, addresses, os.environ, port=_port(os.environ)))


def _workers(args: Sequence[str]) -> list[str]:
    """Three test processes, unless the person has said how many; one that is done takes over from the others.

    One more than the cores of a small machine: a third of the time a process waits for a browser or for servers.
    """
    said = any(
        arg == "-n" or arg.startswith(("-n", "--numprocesses", "no:xdist")) or arg in ("--pdb", "-pno:xdist")
        for arg in args
    )
    return [] if said else ["-n", "3", "--dist", "worksteal"]


def _free_slot(places: Places) -> tuple[int, int]:
    """The lowest number that no other run of the tests uses, and the descriptor that keeps it."""
    for slot in range(1, MOST_TEST_RUNS + 1):
        descriptor = holds.opened(places.run / f"test-{slot}.pid")
        if holds.take(descriptor):
            return slot, descriptor
        os.close(descriptor)
    raise Refusal(f"{MOST_TEST_RUNS} test runs are under way: wait for one to end.")


def _foreground(argv: Sequence[str | Path], places: Places, addresses: Addresses, env: Mapping[str, str]) -> int:
    """Run a command in this terminal, which sends it Ctrl-C by itself; hand other requests to stop on to it."""
    INTERRUPTS.stopping = True
    in_terminal = sys.stdin is not None and sys.stdin.isatty()
    child = subprocess.Popen([str(part) for part in argv], cwd=places.root, env=dict(env), pass_fds=(addresses.users,))
    signal.signal(signal.SIGTERM, lambda signum, _frame: child.send_signal(signum))
    if not in_terminal:
        signal.signal(signal.SIGINT, lambda signum, _frame: child.send_signal(signum))
    code = child.wait()
    INTERRUPTS.count = 0
    INTERRUPTS.listen()
    return code if code >= 0 else 128 - code


def _port(environ: Mapping[str, str]) -> int:
    said = environ.get("PORT", "8000")
    if not (said.isascii() and said.isdigit()) or not 1024 <= int(said) <= 65535:
        raise Refusal(f"PORT is {said}: set it to a number from 1024 to 65535.")
    return int(said)
