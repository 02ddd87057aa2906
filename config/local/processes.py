"""Processes that outlive the call that starts them, each known by its hold."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import holds
from .interrupts import INTERRUPTS


def start(
    argv: Sequence[str | Path], *, hold: Path, env: Mapping[str, str], inherit: Sequence[int] = (), **popen: Any
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own, so that Ctrl-C in the terminal reaches the launcher alone.

    `hold` is the file that the process holds while it lives, `inherit` are descriptors that it keeps open.
    """
    descriptor = holds.opened(hold)
    try:
        return subprocess.Popen(
            [str(part) for part in argv],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(descriptor, *inherit),
            preexec_fn=lambda: holds.take(descriptor) or os._exit(os.EX_TEMPFAIL),
            **popen,
        )
    finally:
        os.close(descriptor)


def stop(*held: Path, ask: int = signal.SIGTERM, hurry: int = signal.SIGKILL, patience: float = 20.0) -> None:
    """Ask the holders of these files to end, all at once; after `patience` seconds, or a second Ctrl-C, insist."""
    running = {hold: pid for hold in held if (pid := holds.holder(hold))}
    _signal(running, ask)
    left = _await_end(running, seconds=patience, unless_hurried=True)
    _signal(left, hurry)
    _await_end(left, seconds=10, unless_hurried=False)
    for pid in running.values():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def end_group(leader: int, *, seconds: float = 2.0) -> None:
    """Kill what an ended process has left behind, and wait until it is gone.

    A web server that was killed itself could not stop its workers, and they would keep the private servers in use.
    """
    deadline = time.monotonic() + seconds
    with suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(leader, signal.SIGKILL)
            time.sleep(0.02)


def _signal(running: Mapping[Path, int], signum: int) -> None:
    for pid in running.values():
        with suppress(ProcessLookupError):
            os.kill(pid, signum)


def _await_end(running: Mapping[Path, int], *, seconds: float, unless_hurried: bool) -> dict[Path, int]:
    """Wait for these to end; what still runs afterwards."""
    deadline = time.monotonic() + seconds
    while left := {hold: pid for hold, pid in running.items() if holds.holder(hold) == pid}:
        if time.monotonic() > deadline or (unless_hurried and INTERRUPTS.hurried):
            break
        time.sleep(0.03)
    return left
