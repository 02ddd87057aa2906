"""Locks that the kernel drops with the process that holds them, so kill -9 leaves nothing stale behind.

Two kinds. `exclusive` and `shared` are flock locks: they follow an open file into child processes. A *hold* is a POSIX
record lock: it belongs to one process, survives its exec and is not inherited, so a held file proves that exactly the
process that the kernel names is alive, and no recycled process id can be taken for it.
"""

import fcntl
import os
import struct
import sys
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
    """Hold the file for this process; False when another process holds it."""
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def holder(path: Path) -> int | None:
    """Id of the live process that holds `path`, as the kernel knows it: asking takes nothing, so it disturbs nobody.

    Never ask about a hold of this very process: closing the file again would drop it.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, _request(fcntl.F_WRLCK))
    finally:
        os.close(descriptor)
    kind, pid = _read(answer)
    return None if kind == fcntl.F_UNLCK else pid


def _request(kind: int) -> bytes:
    """The system's `struct flock` for the whole file; the order of its fields differs between Linux and macOS."""
    return (
        struct.pack("qqihh", 0, 0, 0, kind, 0) if sys.platform == "darwin" else struct.pack("hhqqi4x", kind, 0, 0, 0, 0)
    )


def _read(answer: bytes) -> tuple[int, int]:
    if sys.platform == "darwin":
        _start, _length, pid, kind, _whence = struct.unpack("qqihh", answer)
    else:
        kind, _whence, _start, _length, pid = struct.unpack("hhqqi4x", answer)
    return kind, pid
