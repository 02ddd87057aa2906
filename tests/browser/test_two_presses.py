"""A button pressed again while the server thinks: the act is done once, and its own answer is shown."""

from playwright.sync_api import Route, expect

from tests.browser.acts import field
from tests.browser.conftest import PageFor
from tests.factories import make_vacancy


def test_a_form_is_sent_once_until_the_page_is_shown_again(page_for: PageFor, transactional_db):
    vacancy, held = make_vacancy(), list[Route]()
    page = page_for(vacancy.created_by)
    page.goto(f"/vacancies/{vacancy.pk}/candidates/add/")
    field(page, "Name").fill("Alina Rusu")
    field(page, "E-mail").fill("alina@mail.example")
    page.route("**/candidates/add/", lambda route: held.append(route))
    button = page.get_by_role("button", name="Add", exact=True)
    button.evaluate("one => { setTimeout(() => one.click()); setTimeout(() => one.click(), 300); }")
    page.wait_for_timeout(700)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#messages")).to_contain_text("Alina Rusu")
    assert vacancy.applications.count() == 1
