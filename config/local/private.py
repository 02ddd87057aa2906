"""A short private folder outside the project: for sockets, whose paths the system limits to some hundred bytes."""

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .account import Account
from .messages import Refusal
from .places import Places

LONGEST_SOCKET = 100
"""Bytes; Linux allows 107, macOS 103."""

LONGEST_NAME = len("/.s.PGSQL.5432.lock")


def folder(places: Places, account: Account) -> Path:
    """The folder recorded in `.local/run/sockets`; a new one of random name when that is gone or not safely ours."""
    recorded = recorded_folder(places)
    if recorded and _safe(recorded, account):
        return recorded
    made = Path(tempfile.mkdtemp(prefix="rubrika-", dir=_base(account, os.environ)))
    account.give(made)
    (places.run / "sockets").write_text(f"{made}\n")
    return made


def recorded_folder(places: Places) -> Path | None:
    """What an earlier start has recorded, if it has."""
    record = places.run / "sockets"
    return Path(record.read_text().strip()) if record.exists() else None


def forget(places: Places) -> None:
    """Remove the folder with all that is in it."""
    recorded = recorded_folder(places)
    if recorded and recorded.name.startswith("rubrika-"):
        shutil.rmtree(recorded, ignore_errors=True)
    (places.run / "sockets").unlink(missing_ok=True)


def _safe(path: Path, account: Account) -> bool:
    """A folder, not a link, that only the account can enter: anybody may create names under /tmp."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and stat.S_IMODE(found.st_mode) == 0o700


def _base(account: Account, environ: Mapping[str, str]) -> Path:
    """The first place that is writable and short enough. A lent account cannot enter root's runtime folder."""
    runtime = [] if account.lent else [environ.get("XDG_RUNTIME_DIR", "")]
    for base in (*runtime, "/tmp", tempfile.gettempdir()):  # noqa: S108 a private folder is made inside
        if base and os.access(base, os.W_OK | os.X_OK) and _fits(base):
            return Path(base)
    raise Refusal(
        "No short folder for sockets: make /tmp writable, or set XDG_RUNTIME_DIR to a private folder with a short path."
    )


def _fits(base: str) -> bool:
    return len(os.fsencode(base)) + len("/rubrika-12345678") + LONGEST_NAME <= LONGEST_SOCKET
