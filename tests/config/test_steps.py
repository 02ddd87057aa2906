"""The first start prepares everything, the next ones only what has changed."""

import os
import time
from collections.abc import Iterator

import polib
import pytest

from config.local import environment, steps
from config.local.messages import Refusal
from config.local.servers import using
from tests.config.conftest import PERSON, Copy

MIGRATE = "migrate --noinput -v 0"
COLLECT = "collectstatic --noinput -v 0"


class Started:
    """A copy with its servers up."""

    def __init__(self, copy: Copy, addresses) -> None:
        self.copy, self.postgres = copy, addresses.own_postgres
        self.env = environment.application(copy.places, addresses, PERSON, port=8000)

    def prepare(self) -> list[str]:
        """Prepare once; the management commands that this took."""
        before = len(self.copy.asked())
        steps.prepare(self.copy.places, self.env)
        return self.copy.asked()[before:]


@pytest.fixture
def started(copy: Copy) -> Iterator[Started]:
    with using(copy.places, {}) as addresses:
        yield Started(copy, addresses)


def test_the_second_start_does_nothing(started: Started):
    assert started.prepare() == [MIGRATE, "load_library", "demo", COLLECT]
    assert started.prepare() == []
    assert steps.log_ins(started.copy.places, started.env) == "ana@example.org secret\n"
    assert steps.log_ins(started.copy.places, started.env | {"RUBRIKA_ENV": "production"}) == ""


def test_a_new_migration_is_applied(started: Started):
    started.prepare()
    started.postgres.query("DROP TABLE accounts_user", database="rubrika")
    migrations = started.copy.root / "accounts" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0002_more.py").write_text("")
    assert started.prepare() == [MIGRATE]


def test_a_changed_static_file_is_collected(started: Started):
    started.prepare()
    (started.copy.root / "static").mkdir()
    (started.copy.root / "static" / "x.css").write_text("a{}")
    assert started.prepare() == [COLLECT]


def test_a_deleted_database_is_filled_again(started: Started):
    started.prepare()
    started.postgres.query("DROP DATABASE rubrika")
    started.postgres.query("CREATE DATABASE rubrika")
    assert started.prepare() == [MIGRATE, "load_library", "demo"]


def test_a_load_that_was_cut_short_goes_on(started: Started):
    started.prepare()
    seeded = started.copy.places.stamps / "seeded"
    seeded.write_text(seeded.read_text().replace("done", "begun"))
    assert started.prepare() == ["load_library", "demo"]


def test_a_database_with_people_is_not_given_a_demo(started: Started):
    started.prepare()
    (started.copy.places.stamps / "seeded").unlink()
    assert started.prepare() == []


def test_people_who_emptied_the_demo_do_not_get_it_back(started: Started):
    started.prepare()
    started.postgres.query("DELETE FROM accounts_user", database="rubrika")
    assert started.prepare() == []


def test_a_real_installation_gets_no_demo(started: Started):
    started.env["RUBRIKA_ENV"] = "production"
    assert started.prepare() == [MIGRATE, COLLECT]


def test_a_setting_that_cannot_be_meant_is_told_before_anything_is_done(started: Started):
    settings = started.copy.root / "config" / "settings.py"
    settings.write_text("import sys\nsys.exit('EMAIL_PORT is “x”: set it to a whole number.')")
    with pytest.raises(Refusal, match="^EMAIL_PORT is “x”: set it to a whole number.$"):
        started.prepare()
    assert started.copy.asked() == []


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        ("REDIS_URL", "redis://127.0.0.1:1/0", r"^The broker does not answer: .*Connection refused\.$"),
        ("DATABASE_URL", "postgres://a:b@127.0.0.1:1/c", r"^The database does not answer: .*Connection refused$"),
    ],
)
def test_a_server_from_outside_that_does_not_answer_is_told_at_once(started: Started, name, url, said):
    started.env[name] = url
    with pytest.raises(Refusal, match=said):
        started.prepare()
    assert started.copy.asked() == []


def test_catalogues_are_compiled_when_their_source_is_newer(copy: Copy):
    folder = copy.root / "locale" / "ro" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "django.po").write_text(header + 'msgid "Vacancy"\nmsgstr "Post vacant"\n')
    steps.compile_messages(copy.places)
    assert polib.mofile(str(folder / "django.mo")).find("Vacancy").msgstr == "Post vacant"
    made = (folder / "django.mo").stat().st_mtime_ns
    steps.compile_messages(copy.places)
    assert (folder / "django.mo").stat().st_mtime_ns == made
    os.utime(folder / "django.po", (time.time() + 5, time.time() + 5))
    steps.compile_messages(copy.places)
    assert (folder / "django.mo").stat().st_mtime_ns > made
