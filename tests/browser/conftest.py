"""A real Chromium before the real server: nothing is fetched from elsewhere, and no page may complain."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from accounts.models import User

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # No name and no number but this machine's is found. Playwright's own way of refusing asks about every request, and
    # turns off the browser's store of style sheets and scripts.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]
PATIENCE = 10_000  # ms; a loaded machine is slow, a broken page stays broken
# A refused form and a conflict are answers of the product; the browser writes every such status to its console.
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of (409|422) ")

ELSEWHERE = re.compile(r"(https?|wss?)://")

PageFor = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for the folder. Without one the tests are skipped, but never where checks decide on a change."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed: apt-get install chromium")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    patch = pytest.MonkeyPatch()
    with sync_playwright() as playwright:
        # Playwright's synchronous interface runs its loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()
    patch.undo()


@dataclass
class Windows:
    """Opens pages as people see them and remembers whatever went wrong in any of them."""

    browser: Browser
    address: str
    problems: list[str] = field(default_factory=list)

    def open(
        self,
        user: User | None = None,
        *,
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        javascript: bool = True,
        touch: bool = False,
        language: str = "en",
    ) -> Page:
        """A window of its own, with the person's session. `language` is what the browser asks for, in guests' pages."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            java_script_enabled=javascript,
            has_touch=touch,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._sent)
        if user is not None:
            context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in session(user)])
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("requestfailed", self._lost)
        return page

    def close(self) -> None:
        for context in self.browser.contexts:
            context.close()

    def _sent(self, request: Request) -> None:
        if request.url.startswith(("http:", "https:", "ws:", "wss:")) and not request.url.startswith(
            f"{self.address}/"
        ):
            self.problems.append(f"a page asked for {request.url}")

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSAL.match(message.text):
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _lost(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a page left while it was still loading
            self.problems.append(f"not loaded: {request.url}, {request.failure}")


def session(user: User) -> list[tuple[str, str]]:
    """The cookie of a session of this person, as logging in would have given it."""
    client = Client()
    client.force_login(user)
    return [(django_settings.SESSION_COOKIE_NAME, client.cookies[django_settings.SESSION_COOKIE_NAME].value)]


@pytest.fixture
def windows(browser: Browser, live_server, transactional_db) -> Iterator[Windows]:
    opened = Windows(browser, live_server.url)
    yield opened
    opened.close()
    assert opened.problems == []


@pytest.fixture
def page_for(windows: Windows) -> PageFor:
    return windows.open
