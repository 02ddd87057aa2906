"""Locks that the kernel drops with the process that holds them, so kill -9 leaves nothing stale behind.

Two kinds. `exclusive` and `shared` are flock locks: they follow an open file into child processes. A *hold* is a POSIX
record lock: it belongs to one process, survives its exec and is not inherited, so a held file proves that exactly the
process whose id is written in it is alive, and no recycled process id can be taken for it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait for the lock on `path`, and keep it for the block."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def shared(path: Path) -> IO[str]:
    """An open file that counts as one user of what `path` stands for, until it is closed everywhere."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def unused(path: Path) -> bool:
    """Whether nobody holds `path` through `shared`."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def opened(path: Path) -> int:
    """A file descriptor on which `take` can be called, in this process or after a fork."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def take(descriptor: int) -> bool:
    """Hold the file for this process and write its id there; False when another process holds it."""
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
    return True


def holder(path: Path) -> int | None:
    """Id of the live process that holds `path`. Never ask about a hold of your own: looking would drop it."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return int(os.pread(descriptor, 20, 0) or b"0") or None
    finally:
        os.close(descriptor)
    return None
