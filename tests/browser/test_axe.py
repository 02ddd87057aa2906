"""Every page a person can open, in both themes and both widths: accessible, inside its width, in one language."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.enums import Language
from tests.access import PEOPLE, TABLE
from tests.browser.conftest import PageFor
from tests.test_access import address, build_scene

AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # axe would fetch imported style sheets itself, from addresses it guesses wrongly
}
NOT_A_PAGE = {"recruiting:file", "recruiting:interview_calendar"}  # a PDF and a calendar entry
MARKERS = re.compile(r"\{\{|\{%|%\(|\bNone\b(?! was noted)|&lt;|&amp;")
# Each look is seen in one language, so that the longest words meet the narrowest window.
LOOKS = [
    ("light", 1440, Language.ENGLISH),
    ("dark", 1440, Language.ROMANIAN),
    ("light", 390, Language.ROMANIAN),
    ("dark", 390, Language.RUSSIAN),
]
# Who looks at an address when several may: those who see most of it come first.
FITTING = ("recruiter", "manager", "before", "after", "admin")


def fitting(name: str) -> str:
    """Somebody who gets the page itself, or is led to it."""
    answers = dict(zip(PEOPLE, TABLE["GET", name], strict=True))
    if answers["anonymous"] == 200:
        return "anonymous"
    return next(person for person in FITTING if answers[person] in (200, 302))


def visits(scene: dict) -> Iterator[tuple[str, str]]:
    """Pairs of person and address."""
    for method, name in TABLE:
        if method == "GET" and name not in NOT_A_PAGE:
            yield fitting(name), address(scene, name)


@pytest.mark.parametrize(("theme", "width", "language"), LOOKS)
def test_pages_are_accessible(page_for: PageFor, theme, width, language):
    scene = build_scene()
    for user in scene["people"].values():
        user.language = language
        user.save()
    people: dict[str, Page] = {}
    found = []
    for person, url in visits(scene):
        if person not in people:
            people[person] = page_for(scene["people"].get(person), width=width, theme=theme, language=language)
        found += faults(people[person], url, width, language)
    assert found == []


def faults(page: Page, url: str, width: int, language: str) -> list[str]:
    answer = page.goto(url)
    if answer.status != 200:
        return [f"{url}: {answer.status}"]
    return [
        f"{url}: {fault}" for fault in [*broken_rules(page), *overflow(page, width), *foreign_words(page, language)]
    ]


def broken_rules(page: Page) -> Iterator[str]:
    for rule in AXE.run(page, options=RULES).response["violations"]:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {node['html'][:200]}: {node['failureSummary']}"


def overflow(page: Page, width: int) -> Iterator[str]:
    reach = page.evaluate("document.documentElement.scrollWidth")
    if reach > width:
        yield f"{reach} px wide"


def foreign_words(page: Page, language: str) -> Iterator[str]:
    """Texts of the scene name their language, so one of another language shows itself."""
    if page.locator("html").get_attribute("lang") != language:
        yield "another language"
    text = page.inner_text("body")
    for other in Language.values:
        if other != language and f"[{other}]" in text:
            yield f"words in {other}"
    yield from (f"marker {mark}" for mark in sorted(set(MARKERS.findall(text))))
