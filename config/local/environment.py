"""The environment variables that the application is given; settings.py reads nothing else."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from .places import Places
from .servers import Addresses

OTHERS_BUSINESS = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
    "PGPASSWORD",
    "PGSERVICE",
    "PGOPTIONS",
)
"""A person's own settings of Python and PostgreSQL, which would lead elsewhere."""


def application(places: Places, addresses: Addresses, environ: Mapping[str, str], *, port: int) -> dict[str, str]:
    """What every process of the application gets. A variable that the person has set is kept."""
    given = {name: value for name, value in environ.items() if name not in OTHERS_BUSINESS}
    site = f"http://127.0.0.1:{port}"
    defaults = {
        "RUBRIKA_ENV": "demo",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "CSRF_TRUSTED_ORIGINS": f"{site},http://localhost:{port}",
        "SITE_URL": site,
        "SECRET_KEY": secret_key(places),
        # Several processes with a thread a core each would fight over the cores that the database needs too.
        "OPENBLAS_NUM_THREADS": "1",
    }
    fixed = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "RUBRIKA_LOCAL": str(places.local),
        "DATABASE_URL": addresses.database,
        "REDIS_URL": addresses.broker,
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
    }
    return defaults | given | fixed | _private_servers(addresses, environ)


def testing(env: Mapping[str, str], *, slot: int) -> dict[str, str]:
    """The same for one run of the tests: a database and a broker number of its own, so that runs do not meet.

    A test database need not survive a power cut, so its commits do not wait for the disk.
    """
    own = {"PGOPTIONS": "-c synchronous_commit=off"}
    if "/rubrika?host=" in env["DATABASE_URL"]:
        own["DATABASE_URL"] = env["DATABASE_URL"].replace("/rubrika?", f"/rubrika_{slot}?")
    if env["REDIS_URL"].endswith("?db=0"):
        own["REDIS_URL"] = env["REDIS_URL"].removesuffix("0") + str(slot)
    return {**env, **own}


def production(env: Mapping[str, str]) -> dict[str, str]:
    """The same as a real installation would set it, for checks that look for unsafe settings."""
    real = {
        "RUBRIKA_ENV": "production",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "hiring.example.org",
        "CSRF_TRUSTED_ORIGINS": "https://hiring.example.org",
        "SITE_URL": "https://hiring.example.org",
        "BEHIND_PROXY": "1",
    }
    return {**env, **real}


def secret_key(places: Places) -> str:
    """The key of this copy, made once and readable by its owner alone."""
    path = places.local / "secret_key"
    if not path.exists():
        aside = path.with_suffix(f".{os.getpid()}")
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        _keep_first(aside, path)
    return path.read_text()


def _keep_first(aside: Path, path: Path) -> None:
    """Put `aside` in place of `path` unless another start was quicker."""
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def _private_servers(addresses: Addresses, environ: Mapping[str, str]) -> dict[str, str]:
    """So that `./run manage dbshell` finds `psql` and the private database, and tests know which sockets are ours."""
    own = addresses.own_postgres
    if own is None:
        return {}
    path = f"{own.binaries}{os.pathsep}{environ.get('PATH', os.defpath)}"
    return {"PATH": path, "PGHOST": str(own.sockets), "PGUSER": "rubrika", "RUBRIKA_SOCKETS": str(own.sockets)}
