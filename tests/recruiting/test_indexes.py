"""A search reads by index, and the server does not compile its plans for that."""

import pytest
from django.db import connection, transaction

from recruiting.domain.indexes import reading_by_index

pytestmark = pytest.mark.django_db


def settings_now() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name IN ('enable_seqscan', 'jit')")
        return dict(cursor.fetchall())


def test_a_table_is_not_read_whole_and_no_plan_is_compiled_meanwhile():
    with reading_by_index():
        assert settings_now() == {"enable_seqscan": "off", "jit": "off"}


def test_the_rest_of_the_transaction_is_planned_as_ever():
    with transaction.atomic():
        with reading_by_index():
            pass
        assert settings_now()["enable_seqscan"] == "on"
