"""A copy of the launcher in a folder with spaces, with a site so small that starting it takes a second."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.local import holds
from config.local.places import Places, prepare
from config.local.servers import using

PROJECT = Path(__file__).parents[2]

WSGI = """
import json, os
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(dict(os.environ)).encode()]
"""

CELERY = """
import os
from celery import Celery
app = Celery("small", broker=os.environ["REDIS_URL"].replace("unix://", "redis+socket://"))
app.conf.broker_connection_retry_on_startup = True
"""

PERSON = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
"""A person's environment, without what the run of these tests was given."""

SETTINGS = """
import os
SECRET_KEY = os.environ["SECRET_KEY"]
USE_TZ = True
"""

MANAGE = """
import json, os, sys, psycopg
with open("asked.txt", "a") as asked:
    asked.write(" ".join(sys.argv[1:]) + chr(10))
with psycopg.connect(os.environ["DATABASE_URL"]) as db:
    if sys.argv[1] == "migrate":
        db.execute("CREATE TABLE accounts_user (name text)")
    if sys.argv[1] == "demo":
        db.execute("INSERT INTO accounts_user VALUES ('Ana')")
        print("ana@example.org secret")
    if sys.argv[1] == "collectstatic":
        os.makedirs(os.environ["RUBRIKA_LOCAL"] + "/static", exist_ok=True)
        open(os.environ["RUBRIKA_LOCAL"] + "/static/staticfiles.json", "w").close()
    if sys.argv[1] == "env":
        print(json.dumps(dict(os.environ)))
    if sys.argv[1] == "fail":
        sys.exit(7)
"""


@dataclass
class Launched:
    """A started `./run`. What it says goes to a file: processes that outlive it would keep a pipe open."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    def until(self, text: str, *, seconds: float = 30) -> str:
        """What it said by the time that `text` has come; fails when it does not."""
        assert eventually(lambda: text in self.said or self.process.poll() is not None, seconds=seconds), self.said
        assert text in self.said, self.said
        return self.said

    def interrupt(self, signum: int = signal.SIGINT) -> int:
        """Ask it to stop, and wait; its exit status."""
        self.process.send_signal(signum)
        return self.process.wait(timeout=30)


@dataclass
class Copy:
    """A project of its own: `./run` can be started in it, and all that it left running is ended with the test."""

    root: Path
    started: list[Launched] = field(default_factory=list)

    @property
    def places(self) -> Places:
        return prepare(self.root)

    def start(self, *args: str, **environ: str) -> Launched:
        """Start `./run` with these arguments."""
        path = self.root / f"said-{len(self.started)}.txt"
        with path.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, self.root / "run", *args],
                env=PERSON | environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.started.append(Launched(process, path))
        return self.started[-1]

    def run(self, *args: str, **environ: str) -> tuple[int, str]:
        """Run `./run` to its end: exit status and what it said."""
        launched = self.start(*args, **environ)
        return launched.process.wait(timeout=60), launched.said

    def asked(self) -> list[str]:
        """The management commands that the site was asked for so far."""
        path = self.root / "asked.txt"
        return path.read_text().splitlines() if path.exists() else []

    def holders(self) -> dict[str, int]:
        """The processes that run, by name."""
        found = {path.stem: holds.holder(path) for path in (self.root / ".local" / "run").glob("*.pid")}
        return {name: pid for name, pid in found.items() if pid}

    def end(self) -> None:
        for launched in self.started:
            launched.process.kill()
            launched.process.wait()
        for pid in self.holders().values():
            os.killpg(pid, signal.SIGKILL)
        sockets = self.root / ".local" / "run" / "sockets"
        if sockets.exists():
            shutil.rmtree(sockets.read_text().strip(), ignore_errors=True)


def copied(root: Path) -> Copy:
    made = Copy(root)
    (made.root / "config").mkdir(parents=True)
    shutil.copytree(PROJECT / "config" / "local", made.root / "config" / "local")
    for name in ("run", "requirements.txt"):
        shutil.copy(PROJECT / name, made.root / name)
    (made.root / ".venv").symlink_to(PROJECT / ".venv")
    for name, text in {"__init__": "", "wsgi": WSGI, "celery": CELERY, "settings": SETTINGS}.items():
        (made.root / "config" / f"{name}.py").write_text(text)
    (made.root / "manage.py").write_text(MANAGE)
    return made


@pytest.fixture
def new_copy(tmp_path: Path) -> Iterator[Copy]:
    """A copy in which nothing was ever started."""
    made = copied(tmp_path / "a copy of it")
    yield made
    made.end()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database cluster, made once because that takes a second."""
    made = copied(tmp_path_factory.mktemp("cluster") / "copy")
    with using(made.places, {}):
        pass
    return made.places.pg_data


@pytest.fixture
def copy(new_copy: Copy, cluster: Path) -> Copy:
    """A copy that has its database cluster already."""
    subprocess.run(["cp", "-a", cluster, new_copy.places.local], check=True)
    return new_copy


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(holds_true: Callable[[], bool], *, seconds: float = 15) -> bool:
    """Whether it becomes true within the time."""
    deadline = time.monotonic() + seconds
    while not holds_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def environment_of(said: str) -> dict[str, str]:
    """The environment that `manage env` printed as its last line."""
    found: dict[str, str] = json.loads(said.splitlines()[-1])
    return found
