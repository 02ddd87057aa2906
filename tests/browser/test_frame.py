"""What is around every page: the way in, languages, menus, the skip link, the theme."""

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from tests.browser.conftest import PageFor
from tests.factories import make_user
from tests.factories.people import PASSWORD


@pytest.fixture
def person(transactional_db) -> User:
    return make_user(Role.HR, full_name="Elena Cojocaru")


def test_in_by_the_form_and_out_by_the_menu(page_for: PageFor, person: User):
    page = page_for()
    page.goto("/vacancies/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1, name="Vacancies")).to_be_visible()
    page.locator(".rk-menu-wide > summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()
    page.goto("/vacancies/")
    expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()


def test_a_wrong_password_is_refused_and_the_address_kept(page_for: PageFor, person: User):
    page = page_for()
    page.goto("/login/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill("a guess that is wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Email")).to_have_value(person.email)
    expect(page.get_by_role("heading", level=1, name="Log in")).to_be_visible()


def test_a_guest_chooses_the_language(page_for: PageFor, transactional_db):
    page = page_for()
    page.goto("/login/")
    seen = {}
    for name in ("English", "Русский", "Română"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        seen[name] = (page.locator("html").get_attribute("lang"), page.locator("h1").inner_text())
    assert [language for language, _heading in seen.values()] == ["en", "ru", "ro"]
    assert len({heading for _language, heading in seen.values()}) == 3


def test_the_browsers_language_greets_a_guest(page_for: PageFor, transactional_db):
    page = page_for(language="ro")
    page.goto("/login/")
    expect(page.locator("html")).to_have_attribute("lang", "ro")


def test_skip_link_is_first_and_leads_to_the_content(page_for: PageFor, person: User):
    page = page_for(person)
    page.goto("/vacancies/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_menu_opens_and_closes_by_keys(page_for: PageFor, person: User):
    page = page_for(person)
    page.goto("/")
    summary = page.locator(".rk-menu-wide > summary")
    summary.focus()
    page.keyboard.press("Enter")
    settings = page.locator(".rk-menu-wide").get_by_role("link", name="Settings")
    expect(settings).to_be_visible()
    page.keyboard.press("Tab")
    expect(settings).to_be_focused()
    page.keyboard.press("Escape")
    expect(settings).to_be_hidden()
    expect(summary).to_be_focused()


def test_menu_closes_when_something_else_is_clicked(page_for: PageFor, person: User):
    page = page_for(person)
    page.goto("/")
    page.locator(".rk-menu-wide > summary").click()
    page.get_by_role("heading", level=1).click()
    expect(page.locator(".rk-menu-wide").get_by_role("link", name="Settings")).to_be_hidden()


def test_phone_has_every_entry_in_its_menu(page_for: PageFor, person: User):
    page = page_for(person, width=390, height=844, touch=True)
    page.goto("/")
    page.get_by_text("Menu", exact=True).tap()
    menu = page.get_by_role("navigation", name="Menu")
    wide = page_for(person)
    wide.goto("/")
    entries = wide.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    for entry in entries:
        expect(menu.get_by_role("link", name=entry, exact=True)).to_be_visible()
    menu.get_by_role("link", name="Vacancies").tap()
    expect(page.get_by_role("heading", level=1, name="Vacancies")).to_be_visible()


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_theme_follows_the_system_until_it_is_chosen(page_for: PageFor, person: User):
    light, dark = page_for(person, theme="light"), page_for(person, theme="dark")
    for page in (light, dark):
        page.goto("/settings/")
    by_system = background(light), background(dark)
    assert by_system[0] != by_system[1]
    light.get_by_label("Theme").select_option("dark")
    light.get_by_role("button", name="Save").click()
    expect(light.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert background(light) == by_system[1]


def test_language_of_the_settings_is_the_language_of_the_next_page(page_for: PageFor, person: User):
    page = page_for(person)
    page.goto("/settings/")
    page.get_by_label("Language").select_option("ru")
    page.locator("form:has(#id_language) [type=submit]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert User.objects.get(pk=person.pk).language == "ru"
