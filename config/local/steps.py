"""What must be done before the site can serve: each step leaves a stamp and is skipped while its cause is unchanged."""

import hashlib
import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from . import holds
from .messages import Refusal, say
from .places import Places

APPS = "[a-z]*"
"""Folders of the project's own, not `.venv` nor `.local`."""

SETTINGS = """
import os, sys, redis
import config.settings
try:
    redis.Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=10, socket_timeout=10).ping()
except redis.RedisError as error:
    sys.exit(f"The broker does not answer: {error}")
"""
"""Reads the settings, which end with one line when a value cannot be meant, and greets the broker."""

PROBE = """
import json, os, sys, psycopg
url = "postgresql" + os.environ["DATABASE_URL"][os.environ["DATABASE_URL"].index(":"):]
try:
    with psycopg.connect(url) as db:
        ask = lambda question: db.execute(question).fetchone()[0]
        identity = ask("SELECT system_identifier FROM pg_control_system()")
        number = ask("SELECT oid FROM pg_database WHERE datname = current_database()")
        ready = ask("SELECT to_regclass('accounts_user') IS NOT NULL")
        anybody = ready and ask("SELECT EXISTS (SELECT FROM accounts_user)")
except psycopg.Error as error:
    sys.exit("The database does not answer: " + str(error).splitlines()[0])
print(json.dumps([f"{identity}/{number}", anybody]))
"""
"""Asks the database for what names it for good, and whether anybody is in it. Runs in `.venv`, which has the driver."""

COMPILE = """
import sys, polib
for source in sys.argv[1:]:
    polib.pofile(source).save_as_mofile(source.removesuffix(".po") + ".mo")
"""


def prepare(places: Places, env: Mapping[str, str]) -> None:
    """Bring database, content and files up to date. Two starts at once take turns."""
    with holds.exclusive(places.run / "steps.lock"):
        _asked(places, env, SETTINGS)
        compile_messages(places)
        _migrate(places, env)
        if env["RUBRIKA_ENV"] == "demo":
            _seed(places, env)
        _collect_static(places, env)


def compile_messages(places: Places) -> None:
    """Compile the catalogues whose source is newer."""
    stale = [source for source in sorted((places.root / "locale").glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]
    if stale and subprocess.run([places.python, "-c", COMPILE, *stale], cwd=places.root).returncode:
        raise Refusal("The translations in locale/ could not be compiled: the lines above name the file.")


def log_ins(places: Places, env: Mapping[str, str]) -> str:
    """What the demo printed about its people, empty without a demo, and where this site is none."""
    path = places.local / "log-ins.txt"
    return path.read_text() if env["RUBRIKA_ENV"] == "demo" and path.exists() else ""


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _migrate(places: Places, env: Mapping[str, str]) -> None:
    identity, _anybody = _database(places, env)
    cause = identity + _digest([places.root / "requirements.txt", *places.root.glob(f"{APPS}/migrations/*.py")])
    if _stamp(places, "migrated") != cause:
        say("Migrating the database")
        _manage(places, env, "migrate", "--noinput", "-v", "0")
        _set_stamp(places, "migrated", cause)


def _seed(places: Places, env: Mapping[str, str]) -> None:
    """Load library and demo into a database that has nobody in it; go on with a load that was cut short.

    The stamp names the database, so that a deleted one is filled again, and one that people have emptied is left alone.
    """
    identity, anybody = _database(places, env)
    seen = _stamp(places, "seeded")
    if seen == f"done {identity}" or (anybody and seen != f"begun {identity}"):
        return
    _set_stamp(places, "seeded", f"begun {identity}")
    say("Loading the library")
    _manage(places, env, "load_library")
    say("Loading the demo team")
    (places.local / "log-ins.txt").write_text(_manage(places, env, "demo"))
    _set_stamp(places, "seeded", f"done {identity}")


def _collect_static(places: Places, env: Mapping[str, str]) -> None:
    sources = [
        path for folder in (places.root / "static", *places.root.glob(f"{APPS}/static")) for path in folder.rglob("*")
    ]
    cause = _digest([places.root / "requirements.txt", *(path for path in sources if path.is_file())])
    manifest = places.local / "static" / "staticfiles.json"
    if _stamp(places, "collected") != cause or not manifest.exists():
        say("Collecting static files")
        _manage(places, env, "collectstatic", "--noinput", "-v", "0")
        _set_stamp(places, "collected", cause)


def _manage(places: Places, env: Mapping[str, str], *args: str) -> str:
    """Run a management command; its output. Raises Refusal when it fails."""
    argv = [str(places.python), "manage.py", *args]
    quiet = {"LOG_LEVEL": "WARNING", **env}
    done = subprocess.run(argv, cwd=places.root, env=quiet, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise Refusal(f"`./run manage {' '.join(args)}` failed: the lines above say why.")
    return done.stdout


def _database(places: Places, env: Mapping[str, str]) -> tuple[str, bool]:
    identity, anybody = json.loads(_asked(places, env, PROBE))
    return identity, anybody


def _asked(places: Places, env: Mapping[str, str], code: str) -> str:
    """What the environment's Python prints; Refusal with its last words when it fails."""
    argv = [str(places.python), "-c", code]
    done = subprocess.run(argv, cwd=places.root, env=dict(env), capture_output=True, text=True)
    if done.returncode:
        raise Refusal((done.stderr.strip().splitlines() or ["no message"])[-1])
    return done.stdout


def _digest(paths: Iterable[Path]) -> str:
    """Changes when a file is added, removed, renamed or edited."""
    lines: Sequence[str] = [f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sorted(paths)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _stamp(places: Places, name: str) -> str:
    path = places.stamps / name
    return path.read_text() if path.exists() else ""


def _set_stamp(places: Places, name: str, content: str) -> None:
    (places.stamps / name).write_text(content)
