"""Back, in a browser that keeps the pages it leaves as they were, as people's browsers do."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import field, wait_until
from tests.browser.conftest import CHROMIUM, QUIET, Windows
from tests.factories import make_application

KEEPS_NONE = "--disable-back-forward-cache"  # what Playwright asks for by itself


@pytest.fixture
def page(browser: Browser, live_server, transactional_db) -> Iterator[Page]:
    """The page of an application, with a note that is being typed."""
    application = make_application()
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=QUIET, ignore_default_args=[KEEPS_NONE])
    page = Windows(chromium, live_server.url).open(application.vacancy.created_by)
    page.goto(f"/applications/{application.pk}/")
    field(page, "Add a note").fill("Calls at noon")
    yield page
    chromium.close()


def go_back(page: Page) -> None:
    page.go_back(wait_until="commit")  # a page that was kept is not loaded again


def log_out(page: Page) -> None:
    page.locator(".rk-menu-wide summary").click()
    page.locator(".rk-menu-wide").get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login/")


def test_while_logged_in_the_page_is_there_as_it_was_left(page: Page):
    page.goto("/vacancies/")
    go_back(page)
    expect(field(page, "Add a note")).to_have_value("Calls at noon")
    assert urlsplit(page.url).path.startswith("/applications/")


def test_after_logging_out_no_page_is_shown(page: Page):
    page.goto("/vacancies/")
    log_out(page)
    for left in ("vacancies", "applications"):
        go_back(page)
        page.wait_for_url(re.compile(rf"/login/\?next=/{left}/"))
        assert "Calls at noon" not in page.content()


def test_where_the_browser_keeps_the_pages_all_the_same_they_are_loaded_again(page: Page):
    page.route("**/logout/", lambda route: route.fulfill(body="Logged out", content_type="text/html"))
    page.goto("/vacancies/")
    page.evaluate("window.asItWasLeft = true")
    page.locator(".rk-menu-wide summary").click()
    page.locator(".rk-menu-wide").get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Logged out")).to_be_visible()
    go_back(page)
    wait_until(page, "document.readyState === 'complete' && window.asItWasLeft === undefined")
    assert urlsplit(page.url).path == "/vacancies/"


def test_a_form_of_somebody_whose_session_is_over_leads_back_to_its_page(page: Page):
    at = page.url
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("You were logged out, so nothing was done.")).to_be_visible()
    assert re.search(rf"/login/\?next={re.escape(urlsplit(at).path)}(#|$)", page.url)
    go_back(page)
    expect(field(page, "Add a note")).to_have_value("Calls at noon")
