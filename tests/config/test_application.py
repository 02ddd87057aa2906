import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.addresses import AddressMiddleware
from config.logs import logging_config
from tests.factories import make_user

PASSWORD = "a-long-enough-passphrase"
KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.django_db
def test_health_answers_without_log_in_and_host(client):
    response = client.get("/healthz", headers={"host": "probe.internal"})
    assert (response.status_code, response.json()) == (200, {"database": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_health_names_what_does_not_answer(client, settings):
    settings.REDIS_URL = "unix:///nowhere/broker.sock"
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "ok", "broker": "no answer"})


@pytest.mark.django_db
def test_health_is_told_to_a_probe_on_this_machine_where_people_are_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.REDIS_URL = "unix:///nowhere/broker.sock"
    assert client.get("/login/").status_code == 301
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/vacancies/?stage=%00", "/vacancies/?%00=1", "/candidates/?q=a%00b", "/library/competencies/%00/"]
)
def test_an_address_with_a_nul_names_nothing(client, address):
    client.force_login(make_user())
    assert client.get(address).status_code == 404


def test_a_server_may_leave_an_empty_query_out(rf):
    """PEP 3333 lets it."""
    request = rf.get("/login/")
    del request.META["QUERY_STRING"]
    assert AddressMiddleware(lambda passed: passed.path)(request) == "/login/"


@pytest.mark.django_db
def test_pages_allow_no_inline_code_and_no_foreign_source(client):
    client.force_login(make_user())
    policy = client.get("/settings/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
def test_pages_carry_no_inline_style_or_script(client):
    client.force_login(make_user())
    page = client.get("/settings/").content.decode()
    assert " style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("key", ["", "short", "a" * 60, "django-insecure-" + "x7Kq9" * 12])
def test_a_missing_or_weak_secret_ends_the_start_with_one_line(key):
    done = start({"SECRET_KEY": key})
    assert done.returncode == 1
    assert done.stderr.strip() == "SECRET_KEY is missing or weak: set it to at least 50 random characters."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", ""),
        ("REDIS_URL", "http://127.0.0.1"),
        ("OUTBOX_TRANSPORT", "sendmail"),
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_PORT", "70000"),
        ("OUTBOX_BATCH", "0"),
        ("OUTBOX_DELAYS", "60;300"),
        ("DEFAULT_FROM_EMAIL", "Rubrika"),
        ("TIME_ZONE", "Chisinau"),
        ("TIME_ZONE", "Europe"),
        ("TIME_ZONE", ""),
        ("LOG_LEVEL", "loud"),
        ("EMAIL_USE_TLS", "ture"),
        ("SITE_URL", "hiring.example.org"),
        ("DATABASE_URL", "mysql://rubrika@db.example.org/rubrika"),
        ("DATABASE_URL", "postgres://rubrika@db.example.org:port/rubrika"),
    ],
)
def test_a_value_that_cannot_be_meant_ends_the_start_with_one_line(name, value):
    done = start({"SECRET_KEY": KEY, "RUBRIKA_ENV": "demo", name: value})
    assert (done.returncode, done.stderr.startswith(f"{name} is "), done.stderr.count("\n")) == (1, True, 1)


def test_a_secret_file_that_is_not_there_ends_the_start_with_one_line():
    done = start({"SECRET_KEY_FILE": "/nowhere/key"})
    assert done.stderr == "SECRET_KEY_FILE names a file that cannot be read (No such file or directory).\n"


def test_two_ways_to_encrypt_mail_are_refused():
    done = start({"SECRET_KEY": KEY, "RUBRIKA_ENV": "demo", "EMAIL_USE_TLS": "1", "EMAIL_USE_SSL": "yes"})
    assert done.stderr == (
        "EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: set the one that the mail server offers.\n"
    )


def test_a_password_is_taken_as_it_stands_and_lists_may_have_blanks(tmp_path):
    secret = tmp_path / "password"
    secret.write_text("$pa$$word\\$1\n")
    done = start(
        {
            "SECRET_KEY": "$" + KEY,
            "RUBRIKA_ENV": "demo",
            "EMAIL_HOST_PASSWORD_FILE": str(secret),
            "ALLOWED_HOSTS": "hiring.example.org, localhost",
            "LOG_LEVEL": "debug",
        },
        "-c",
        "from config import settings as s; print([s.SECRET_KEY, s.EMAIL_HOST_PASSWORD, s.ALLOWED_HOSTS])",
    )
    assert done.stdout == f"{['$' + KEY, '$pa$$word' + chr(92) + '$1', ['hiring.example.org', 'localhost']]}\n"


def test_production_asks_for_its_address():
    done = start({"SECRET_KEY": KEY, "RUBRIKA_ENV": ""})
    assert "SITE_URL is missing" in done.stderr


@pytest.mark.parametrize(("said", "count"), [("1", "1"), ("0", "0")])
def test_behind_a_proxy_one_proxy_is_believed_and_without_it_none(said, count):
    told = "from config.settings import ALLAUTH_TRUSTED_PROXY_COUNT as count; print(count)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=settings.BASE_DIR,
        env={**os.environ, "BEHIND_PROXY": said},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == count, done.stderr


@pytest.mark.django_db
def test_wrong_passwords_of_one_visitor_shut_nobody_else_behind_the_proxy_out(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def log_in(email: str, visitor: str) -> int:
        sent = {"login": email, "password": PASSWORD}
        headers = {"X-Forwarded-For": visitor}
        return client.post("/login/", sent, REMOTE_ADDR="10.0.0.1", headers=headers).status_code

    user = make_user(email="elena@example.org")
    user.set_password(PASSWORD)
    user.save()
    assert {log_in(f"guess{number}@example.org", "203.0.113.9") for number in range(12)} == {200}
    assert log_in("elena@example.org", "203.0.113.9") == 200
    assert log_in("elena@example.org", "198.51.100.7") == 302


def start(environment: dict[str, str], *args: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LC_ALL", "PYTHONUTF8")}
    argv = [sys.executable, *(args or ("manage.py", "check"))]
    return subprocess.run(
        argv,
        cwd=settings.BASE_DIR,
        env=kept | {"RUBRIKA_ENV": "production"} | environment,
        capture_output=True,
        text=True,
    )


def test_tracebacks_in_the_log_show_no_local_variables(capsys):
    config = logging_config(json=False, level="INFO")
    formatter = config["formatters"]["line"]
    line = logging_formatter(formatter)
    try:
        name_of_a_candidate = "Alina Rusu"
        raise ValueError("broken")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    text = line.format(record)
    assert "ValueError: broken" in text
    assert name_of_a_candidate not in text.replace('name_of_a_candidate = "Alina Rusu"', "")


def logging_formatter(spec: dict):
    arguments = {key: value for key, value in spec.items() if key != "()"}
    return spec["()"](**arguments)
