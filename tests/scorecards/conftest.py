from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tests.scorecards.comparison.conftest import world

__all__ = ["rewriting", "world"]  # fixtures for all of the folder


@pytest.fixture
def rewriting(db):
    """A block in which the database's seals are off, to show that the digest notices what a superuser could do."""

    @contextmanager
    def block():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    return block
