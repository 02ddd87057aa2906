"""Back and forward: what was looked for is there again, in a whole page."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageFor
from tests.factories import make_user

COMPETENCIES = "/library/?show=competencies"


@pytest.fixture
def library(page_for: PageFor, transactional_db) -> Page:
    """The list of competencies after a search that changed a part of the page and its address."""
    call_command("load_library", stdout=StringIO())
    page = page_for(make_user())
    page.goto(COMPETENCIES)
    page.get_by_role("main").get_by_role("searchbox").fill("sql")
    expect(page).to_have_url(re.compile("q=sql"))
    return page


def test_back_and_forward_through_a_search(library: Page):
    words = library.get_by_role("main").get_by_role("searchbox")
    library.go_back()
    expect(words).to_have_value("")
    expect(library.get_by_role("navigation", name="Main")).to_be_visible()
    library.wait_for_load_state()  # the script that answers to Forward is there
    library.go_forward()
    expect(words).to_have_value("sql")
    expect(library.get_by_role("navigation", name="Main")).to_be_visible()
    assert library.locator("html").count() == library.locator("main").count() == 1
    assert "q=sql" in library.url
