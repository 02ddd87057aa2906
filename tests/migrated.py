"""A database in which the migrations have run, for every process of the tests to copy: running them takes longer than
most test files do, and copying what they have made takes a moment.

It outlives the run, so that the next one starts at once. What it was made of is in its name.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

KEPT = 4
"""Databases of other states of the code, for whoever goes back and forth between branches."""

LOCK = 7_301_964
"""An advisory lock of the server that nothing else takes: of several processes one makes the database."""

MADE_OF = ("requirements.txt", "*/migrations/**/*.py", "*/models/**/*.py", "*/enums.py")
BEGINNING = "rubrika_migrated_"


def template() -> str:
    """The name of the database, made when it is not there yet."""
    name = BEGINNING + digest(Path(settings.BASE_DIR))
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [BEGINNING])
        there = [found for (found,) in cursor.fetchall()]
        if name not in there:
            for old in there[KEPT:]:
                cursor.execute(f'DROP DATABASE "{old}"')
            _make(cursor, name)
    return name


def digest(root: Path) -> str:
    """What the database is made of, in short."""
    made_of = sha256()
    for path in sorted(_sources(root)):
        made_of.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return made_of.hexdigest()[:16]


def _sources(root: Path) -> Iterator[Path]:
    for pattern in MADE_OF:
        yield from root.glob(pattern)


def _make(cursor, name: str) -> None:
    """It gets its name when it is whole: a run that was ended in the middle leaves nothing that another would take."""
    making = name.replace(BEGINNING, "rubrika_migrating_")
    cursor.execute(f'DROP DATABASE IF EXISTS "{making}"')
    cursor.execute(f'CREATE DATABASE "{making}"')
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = making
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    cursor.execute(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
