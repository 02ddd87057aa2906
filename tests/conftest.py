"""The harness: real PostgreSQL, no socket beyond this machine, nothing left behind, no unknown template variable."""

import gc
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as property_settings

from tests.migrated import template

LOOPBACK = ("127.", "::1", "localhost")

# How long the drawing of examples takes says something of the machine at that moment, nothing of the program.
property_settings.register_profile("rubrika", suppress_health_check=[HealthCheck.too_slow])
property_settings.load_profile("rubrika")


def pytest_configure():
    """The folder of collected static files must exist, though tests serve the sources."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection_finish():
    """What is loaded by now stays to the end: looking through it again and again takes a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session", autouse=True)
def no_outside_sockets():
    """Refuse every address but this machine's: a test that calls out is a test of somebody else's server."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise OSError(f"a test may not connect to {address!r}")
        return connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """The database of a test process is a copy of one in which the migrations have run."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


# After a test few tables hold anything, and a table that holds little is emptied a hundred times sooner by deleting:
# to truncate makes all files of a table and of its indexes anew. The locks wait for a page that still writes.
EMPTY = """
DO $$
DECLARE
    one text;
    filled boolean;
BEGIN
    FOREACH one IN ARRAY ARRAY[{names}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one) INTO filled;
        IF filled AND pg_relation_size(quote_ident(one)::regclass) > 1024 * 1024 THEN
            EXECUTE format('TRUNCATE %I CASCADE', one);
        ELSIF filled THEN
            EXECUTE format('DELETE FROM %I', one);
        END IF;
    END LOOP;
END $$
"""


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_seals():
    """Sealed tables refuse what cleans up after a transactional test: cleaning switches triggers off."""
    flush = DatabaseOperations.execute_sql_flush

    def sql_flush(self, style, tables, **_options):
        names = ", ".join(f"'{table}'" for table in tables)
        locked = ", ".join(self.quote_name(table) for table in tables)
        return [f"LOCK TABLE {locked} IN SHARE ROW EXCLUSIVE MODE", EMPTY.format(names=names)]

    def execute_sql_flush(self, sql_list):
        cleaning = ["SET session_replication_role = replica", *sql_list, "SET session_replication_role = DEFAULT"]
        for _try in range(4):
            try:
                return flush(self, cleaning)
            except OperationalError as meeting:  # a request of a page that is closed already still reads
                if "deadlock" not in str(meeting):
                    raise
        return flush(self, cleaning)

    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
    patch.setattr(DatabaseOperations, "execute_sql_flush", execute_sql_flush)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def private_places(settings, tmp_path: Path):
    """Each test has its own uploads and mail folder, and mails go the way they go in earnest."""
    settings.EMAIL_BACKEND = "outbox.backends.OutboxBackend"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.OUTBOX_MAIL_DIR = tmp_path / "mail"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    cache.clear()
