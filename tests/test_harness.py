"""What the harness promises: after a transactional test nothing is left, sealed or not, however much it was; and the
database of a process is a copy of one that was made of the code as it stands."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from recruiting.models import Vacancy
from scorecards.models import Scorecard
from tests.factories import make_application, make_card, make_interview, make_user
from tests.migrated import BEGINNING, digest, template

pytestmark = pytest.mark.django_db(transaction=True)


def flush() -> None:
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)


def filled() -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0]:
                yield table


def test_a_sealed_scorecard_goes_and_so_does_all_else():
    interviewer = make_user()
    make_card(make_interview(make_application(), interviewer), interviewer)
    assert {Scorecard._meta.db_table, Vacancy._meta.db_table} <= set(filled())
    flush()
    assert list(filled()) == []


def test_a_large_table_gives_its_room_back():
    """One that was only deleted from would be read through by every later test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session SELECT number::text, repeat(md5(number::text), 50), now()"
            " FROM generate_series(1, 2000) AS number"
        )
    assert size_of_sessions() > 1024 * 1024
    flush()
    assert (list(filled()), size_of_sessions()) == ([], 0)


def size_of_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('django_session')")
        return cursor.fetchone()[0]


def test_triggers_are_awake_again():
    flush()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone()[0] == "origin"


def test_the_database_is_a_copy_of_one_made_of_this_code(settings, tmp_path):
    assert connection.settings_dict["TEST"]["TEMPLATE"] == template() == BEGINNING + digest(settings.BASE_DIR)
    place = tmp_path / "recruiting" / "migrations"
    place.mkdir(parents=True)
    before = digest(tmp_path)
    (place / "0001_first.py").write_text("operations = []")
    first = digest(tmp_path)
    (place / "0001_first.py").write_text("operations = [1]")
    assert len({before, first, digest(tmp_path)}) == 3
