"""The account that the private servers run as. PostgreSQL refuses root, so root lends them one without rights."""

import os
import pwd
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .messages import Refusal


@dataclass(frozen=True)
class Account:
    """Who runs the servers; `lent` when root hands them to another account."""

    uid: int
    gid: int
    lent: bool

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments of `subprocess` that start a process as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}

    def give(self, path: Path) -> None:
        """Make `path` this account's own and close it to all others."""
        if self.lent:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)

    def own(self, folder: Path) -> Path:
        """Make sure that `folder` exists and is this account's own."""
        if not folder.is_dir():
            folder.mkdir()
            self.give(folder)
        return folder

    def can_run(self, binary: Path, env: Mapping[str, str]) -> bool:
        """Whether this account reaches `binary` and it starts."""
        with suppress(OSError):
            done = subprocess.run([binary, "--version"], env=dict(env), cwd="/", capture_output=True, **self.popen)
            return done.returncode == 0
        return False


def account_for(data: Path) -> Account:
    """The account that owns `data`; for root without data yet, `nobody`.

    Raises Refusal when an ordinary user finds data of somebody else.
    """
    uid = os.geteuid()
    owner = data.stat() if data.exists() else None
    if uid == 0:
        return _lent(owner)
    if owner and owner.st_uid != uid:
        raise Refusal(
            f"{data} belongs to another account: run as that account, often root, or hand it over with chown -R."
        )
    return Account(uid, os.getegid(), lent=False)


def _lent(owner: os.stat_result | None) -> Account:
    if owner and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, lent=True)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, lent=True)
