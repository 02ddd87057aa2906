"""What the application is told through its environment."""

import json

from config.local import environment
from config.local.servers import Addresses
from tests.config.conftest import Copy, environment_of

OUTSIDE = Addresses("postgres://db.example.org/x", "redis://q.example.org/0", 0, None, None)


def test_a_command_gets_the_private_servers_and_the_address_of_the_port(copy: Copy):
    code, said = copy.run("manage", "env", PORT="8123", PGHOST="elsewhere", PYTHONPATH="/elsewhere")
    env = environment_of(said)
    assert code == 0
    assert env["DATABASE_URL"] == f"postgres://rubrika@/rubrika?host={env['RUBRIKA_SOCKETS']}"
    assert env["REDIS_URL"] == f"unix://{env['RUBRIKA_SOCKETS']}/broker.sock?db=0"
    assert env["RUBRIKA_LOCAL"] == str(copy.places.local)
    assert env["CSRF_TRUSTED_ORIGINS"] == "http://127.0.0.1:8123,http://localhost:8123"
    assert env["SITE_URL"] == "http://127.0.0.1:8123"
    assert (env["RUBRIKA_ENV"], env["LC_ALL"], env["PGHOST"]) == ("demo", "C.UTF-8", env["RUBRIKA_SOCKETS"])
    assert "PYTHONPATH" not in env


def test_what_the_person_has_set_is_kept(copy: Copy):
    env = environment.application(copy.places, OUTSIDE, {"RUBRIKA_ENV": "production", "SECRET_KEY": "mine"}, port=8000)
    assert (env["RUBRIKA_ENV"], env["SECRET_KEY"]) == ("production", "mine")
    assert env["DATABASE_URL"] == "postgres://db.example.org/x"


def test_the_secret_key_is_made_once_and_for_its_owner_alone(copy: Copy):
    key = environment.secret_key(copy.places)
    path = copy.places.local / "secret_key"
    assert environment.secret_key(copy.places) == key == path.read_text()
    assert len(key) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in copy.places.local.glob("secret_key*")] == ["secret_key"]


def test_runs_of_the_tests_do_not_share_database_or_broker():
    env = {"DATABASE_URL": "postgres://rubrika@/rubrika?host=/tmp/x", "REDIS_URL": "unix:///tmp/x/broker.sock?db=0"}
    tested = environment.testing(env, slot=3)
    assert tested["DATABASE_URL"] == "postgres://rubrika@/rubrika_3?host=/tmp/x"
    assert tested["REDIS_URL"] == "unix:///tmp/x/broker.sock?db=3"


def test_a_database_from_outside_is_left_as_it_is():
    env = {"DATABASE_URL": OUTSIDE.database, "REDIS_URL": OUTSIDE.broker}
    tested = environment.testing(env, slot=3)
    assert {name: tested[name] for name in env} == env


def test_production_is_checked_without_a_debugger_and_behind_https():
    env = environment.production({"DEBUG": "1", "SECRET_KEY": "kept"})
    assert json.loads(json.dumps({name: env[name] for name in ("RUBRIKA_ENV", "DEBUG", "SITE_URL", "SECRET_KEY")})) == {
        "RUBRIKA_ENV": "production",
        "DEBUG": "0",
        "SITE_URL": "https://hiring.example.org",
        "SECRET_KEY": "kept",
    }
