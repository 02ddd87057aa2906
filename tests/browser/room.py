"""A scorecard that waits for its interviewer, and what a browser keeps of it; shared by the tests of the room."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from competencies.models import GridItem
from recruiting.models import Application, Interview
from scorecards.models import Rating, Scorecard
from tests.browser.acts import wait_until
from tests.factories import make_application, make_grid, make_interview, make_user, make_vacancy

SAVED_WITHIN = 2_000  # ms after the last key
SLACK = 6_000  # ms more for a machine that is busy with other tests

# What an unreachable server, a lost network and a refused log-in leave in the browser's console.
LOST = re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION_REFUSED|status of (401|403|404)")

SAVES = re.compile(r"/(save|jot)/$")  # both ways in which a card is sent while it is written
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('rubrika-kept|'))"
PAGES = "async () => (await caches.keys()).filter((name) => name.startsWith('rubrika-pages-'))"


class Owed(NamedTuple):
    interviewer: User
    interview: Interview
    application: Application
    items: list[GridItem]

    @property
    def address(self) -> str:
        return f"/interviews/{self.interview.pk}/scorecards/{self.application.pk}/"

    @property
    def card(self) -> Scorecard:
        return Scorecard.objects.get(interviewer=self.interviewer, application=self.application)

    @property
    def texts(self) -> list[str]:
        ratings = Rating.objects.filter(scorecard=self.card).order_by("item__order")
        return list(ratings.values_list("evidence", flat=True))


def make_owed(items: int = 2) -> Owed:
    """One card, met an hour ago."""
    interviewer = make_user(Role.INTERVIEWER)
    grid = make_grid(items=items)
    application = make_application(make_vacancy(grid=grid))
    interview = make_interview(application, interviewer, starts_at=timezone.now() - timedelta(hours=1))
    return Owed(interviewer, interview, application, list(grid.items.order_by("order")))


def saved(page: Page, patience: int = SAVED_WITHIN + SLACK) -> None:
    expect(page.locator("#save-state")).to_contain_text(re.compile(r"Saved at \d"), timeout=patience)


def state(page: Page, words: str) -> None:
    expect(page.locator("#save-state")).to_contain_text(words, timeout=SAVED_WITHIN + SLACK)


def open_for_good(page: Page, address: str) -> None:
    """Open the page and wait until it could be opened again without a network."""
    page.goto(address)
    ready_for_good(page)


def nothing_kept(page: Page) -> None:
    wait_until(page, f"({KEPT})().length === 0")


def ready_for_good(page: Page) -> None:
    expect(page.locator("html[data-offline=ready]")).to_be_attached(timeout=SAVED_WITHIN + SLACK)


@contextmanager
def without_network(page: Page) -> Iterator[None]:
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def forgive_lost(windows) -> None:
    """The browser writes every lost request to its console; anything else stays a problem."""
    windows.problems[:] = [problem for problem in windows.problems if not LOST.search(problem)]
