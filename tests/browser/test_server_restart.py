"""A server process that is killed in the middle of a save and started again: the text is there, once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from playwright.sync_api import Browser, expect

from scorecards.models import Scorecard
from tests.browser.conftest import Windows
from tests.browser.room import Owed, make_owed, nothing_kept, saved, state

STARTS_WITHIN = 60  # seconds; a loaded machine imports slowly
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Server:
    """The product in a process of its own on one port of this machine, with the database of the tests."""

    def __init__(self, folder: Path):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{self.port}"]
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=self._environment(), stdout=log, stderr=log
            )
        until = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "server.log").read_text()
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def _environment(self) -> dict[str, str]:
        at = connection.settings_dict
        host = at["HOST"] or at["OPTIONS"].get("host", "")  # may be a folder with a socket in it
        port = f"&port={at['PORT']}" if at["PORT"] else ""
        place = f"postgres://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={host}{port}"
        own = {"DATABASE_URL": place, "SECRET_KEY": settings.SECRET_KEY, "RUBRIKA_ENV": "demo", "DEBUG": "1"}
        return os.environ | own | {"RUBRIKA_LOCAL": str(self.folder), "DATABASE_POOL": "0"}


@pytest.fixture
def owed(transactional_db) -> Owed:
    return make_owed()


@pytest.fixture
def server(owed, tmp_path) -> Iterator[Server]:
    one = Server(tmp_path)
    one.start()
    yield one
    one.kill()


@contextmanager
def held(card: Scorecard) -> Iterator[None]:
    """Nobody can write the card meanwhile: a save waits in the middle."""
    with transaction.atomic():
        Scorecard.objects.select_for_update().get(pk=card.pk)
        yield


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BLOCKED)
        return cursor.fetchone()[0] > 0


def test_killed_in_the_middle_of_a_save_and_started_again(browser: Browser, owed: Owed, server: Server):
    windows = Windows(browser, server.address)
    page = windows.open(owed.interviewer)
    page.goto(owed.address)
    page.locator("#summary").fill("Before.")
    saved(page, 20_000)
    with held(owed.card):
        page.locator("#summary").press_sequentially(" In the middle.")
        state(page, "Saving…")
        until = time.monotonic() + 20
        while not somebody_waits():
            assert time.monotonic() < until, "no save reached the database"
            page.wait_for_timeout(50)
        server.kill()
        state(page, "No connection.")
        page.locator("#summary").press_sequentially(" And after.")
    server.start()
    saved(page, 30_000)
    nothing_kept(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert owed.card.summary == "Before. In the middle. And after."
    page.reload()
    expect(page.locator("#summary")).to_have_value("Before. In the middle. And after.")
    windows.close()
