"""Those who look at pages are not blind: a fault that only one look shows is found there and nowhere else."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import PageFor
from tests.browser.looking import LOOKS, faults, seen

PAGE = """<!doctype html><html lang="en"><head><title>Planted</title>
<meta name="viewport" content="width=device-width"><style>
body {{ margin: 0; background: #fff; color: #000; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #000; color: #fff; }} }}
{style}</style></head><body><main><h1>Planted</h1><p class="a">Some words</p>{body}</main></body></html>"""
PAIR = "<p><button type=button>One</button><button type=button>Two</button></p>"


@pytest.fixture
def page(page_for: PageFor) -> Page:
    return page_for()


def found(page: Page, style: str = "", body: str = "") -> dict[tuple[str, int], list[str]]:
    """The rules that are broken in each look that shows a fault."""
    page.set_content(PAGE.format(style=style, body=body))
    said = {look: [named(fault) for fault in one.faults] for look, one in zip(LOOKS, seen(page, LOOKS), strict=True)}
    return {look: rules for look, rules in said.items() if rules}


def named(fault: str) -> str:
    """The rule without the address and what else is told of it."""
    return fault.split("): ", 1)[1].split(": ")[0]


def test_a_sound_page(page: Page):
    assert found(page, body=PAIR) == {}


def test_a_pale_word_in_the_dark_only(page: Page):
    style = "@media (prefers-color-scheme: dark) { .a { color: #333; } }"
    assert found(page, style) == {("dark", 1440): ["color-contrast"], ("dark", 390): ["color-contrast"]}


def test_a_pale_word_in_the_light_only(page: Page):
    style = "@media (prefers-color-scheme: light) { .a { color: #ccc; } }"
    assert found(page, style) == {("light", 1440): ["color-contrast"], ("light", 390): ["color-contrast"]}


def test_a_pale_word_on_a_phone_in_the_dark_only(page: Page):
    style = "@media (max-width: 400px) and (prefers-color-scheme: dark) { .a { color: #333; } }"
    assert found(page, style) == {("dark", 390): ["color-contrast"]}


def test_buttons_too_small_for_a_finger_on_a_phone_only(page: Page):
    style = (
        "@media (max-width: 400px) { button { padding: 0; border: 0; width: 12px; height: 12px; overflow: hidden; } }"
    )
    assert found(page, style, PAIR) == {look: ["target-size"] * 2 for look in LOOKS[2:]}


def test_a_field_without_a_name_that_only_a_wide_window_shows(page: Page):
    style = "@media (max-width: 400px) { input { display: none; } }"
    assert found(page, style, "<input type=text>") == {look: ["label"] for look in LOOKS[:2]}


def test_a_table_wider_than_a_phone(page: Page):
    assert found(page, ".a { width: 600px; }") == {look: ["600 px wide"] for look in LOOKS[2:]}


def test_raw_marks_a_button_of_no_form_and_a_link_to_nowhere(page: Page):
    rules = ["raw text {{", "button of no form", "link to nowhere"]
    body = "<p id='here'>{{ name }}</p><button>Send</button><a href='#here'>Here</a><p><a href='#gone'>Gone</a></p>"
    assert found(page, "a { color: inherit; }", body) == dict.fromkeys(LOOKS, rules)


def test_the_window_as_it_is_and_every_page_after_it(page: Page):
    """Axe comes with the next page of a window by itself."""
    for _visit in range(2):
        page.goto(reverse("account_login"))
        assert faults(page) == []
        page.evaluate("document.querySelector('main').append(document.createElement('input'))")
        assert len(faults(page)) == 1


def test_a_page_that_asks_for_something_elsewhere(page: Page, windows):
    for outside in ("http://198.51.100.7/a.png", "https://elsewhere.example/b.png"):
        page.set_content(f"<img src={outside} alt=''>")
        assert windows.problems[:1] == [f"a page asked for {outside}"]
        assert [line for line in windows.problems if "NAME_NOT_RESOLVED" in line]
        windows.problems.clear()
