"""Where things lie: everything that is made at run time is under `.venv` or `.local`."""

import os
from dataclasses import dataclass
from pathlib import Path

from .messages import Refusal


@dataclass(frozen=True)
class Places:
    """Absolute paths of one copy of the project."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def local(self) -> Path:
        return self.root / ".local"

    @property
    def run(self) -> Path:
        """Locks and process ids."""
        return self.local / "run"

    @property
    def log(self) -> Path:
        return self.local / "log"

    @property
    def stamps(self) -> Path:
        """What first-run steps have done, one file a step."""
        return self.local / "stamps"

    @property
    def pg_data(self) -> Path:
        return self.local / "pg"

    @property
    def broker_data(self) -> Path:
        return self.local / "broker"


def prepare(root: Path) -> Places:
    """Make the folders that every command needs.

    Raises Refusal when `.local` belongs to somebody else, as after a first run as root.
    """
    places = Places(root)
    try:
        places.local.mkdir(mode=0o700, exist_ok=True)
        for folder in (places.run, places.log, places.stamps):
            folder.mkdir(exist_ok=True)
        mine = all(os.access(folder, os.W_OK | os.X_OK) for folder in (places.run, places.log, places.stamps))
    except PermissionError:
        mine = False
    if not mine:
        raise Refusal(
            f"{places.local} cannot be written by you: run as the account that owns it, or hand it over with chown -R."
        )
    return places
