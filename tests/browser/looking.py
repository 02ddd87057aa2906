"""What is wrong with a page as it stands: broken rules of accessibility, sideways scrolling, raw template
marks, buttons that send nothing."""

import re
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # axe would fetch imported style sheets itself, from addresses it guesses wrongly
}
MARKERS = re.compile(r"\{\{|\{%|%\(|\bNone\b(?! \w)|&lt;|&amp;")
LOOKS = [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]


def faults(page: Page) -> list[str]:
    """Everything wrong with the page that is open, each named with its address."""
    page.wait_for_load_state()  # what a test waited for may be there before the style sheet is
    found = [*broken_rules(page), *overflow(page), *markers(page), *orphans(page)]
    return [f"{page.url}: {fault}" for fault in found]


def broken_rules(page: Page) -> Iterator[str]:
    for rule in AXE.run(page, options=RULES).response["violations"]:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {node['html'][:200]}: {node['failureSummary']}"


def overflow(page: Page) -> Iterator[str]:
    reach = page.evaluate("document.documentElement.scrollWidth")
    if reach > page.viewport_size["width"]:
        yield f"{reach} px wide"


def orphans(page: Page) -> Iterator[str]:
    """Buttons that send nothing: a form written inside another one ends it early, and what follows belongs to none."""
    script = "buttons => buttons.filter(one => !one.form).map(one => one.textContent)"
    lost = page.locator("button:not([type=button])").evaluate_all(script)
    yield from (f"button of no form: {words}" for words in lost)


def markers(page: Page) -> Iterator[str]:
    yield from (f"raw text {mark}" for mark in sorted(set(MARKERS.findall(page.inner_text("body")))))
