"""What is wrong with a page as it stands: broken rules of accessibility, sideways scrolling, raw template
marks, buttons that send nothing, links to places that are not on the page."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # axe would fetch imported style sheets itself, from addresses it guesses wrongly
}
MARKERS = re.compile(r"\{\{|\{%|%\(|\bNone\b(?! \w)|&lt;|&amp;")
LOOKS = [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]
# One question to the browser, and only what is wrong comes back: what axe found in order is by far the longer list.
SEEN = """async rules => ({
  broken: (await axe.run(rules)).violations,
  reach: document.documentElement.scrollWidth,
  words: document.body.innerText,
  language: document.documentElement.lang,
  lost: [...document.querySelectorAll("button:not([type=button])")].filter(b => !b.form).map(b => b.textContent),
  nowhere: [...document.querySelectorAll("a[href^='#']")].map(a => decodeURIComponent(a.hash).slice(1))
    .filter(id => id && !document.getElementById(id)),
})"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Look(NamedTuple):
    """A page in one theme and width, as the browser tells of it."""

    url: str
    width: int
    words: str
    language: str
    faults: list[str]


def faults(page: Page, looks: Iterable[tuple[str, int]] = ()) -> list[str]:
    """Everything wrong with the page that is open, each named with its address."""
    return [fault for look in seen(page, looks) for fault in look.faults]


def seen(page: Page, looks: Iterable[tuple[str, int]] = ()) -> Iterator[Look]:
    """The page that is open in each look, pairs of theme and width, or as its window is.

    A look is switched in the loaded page: the server does not know it, and no script asks for it while it loads.
    """
    page.wait_for_load_state()  # what a test waited for may be there before the style sheet is
    _equip(page)
    for look in list(looks) or [None]:
        if look is not None:
            _switch(page, *look)
        yield _seen(page, look)


def _equip(page: Page) -> None:
    """Axe in this page and in whatever its window opens later: sending it takes longer than running it."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_init_script(AXE)
        page.evaluate(AXE)


def _switch(page: Page, theme: str, width: int) -> None:
    page.emulate_media(color_scheme=theme)
    if page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": page.viewport_size["height"]})
    page.evaluate(SETTLED)


def _seen(page: Page, look: tuple[str, int] | None) -> Look:
    answer, width = page.evaluate(SEEN, RULES), page.viewport_size["width"]
    found = [*_broken(answer["broken"]), *_overflow(answer["reach"], width), *_markers(answer["words"])]
    found += [f"button of no form: {words}" for words in answer["lost"]]
    found += [f"link to nowhere: #{name}" for name in answer["nowhere"]]
    named = f"{page.url} ({look[0]}, {look[1]} px)" if look else page.url
    return Look(page.url, width, answer["words"], answer["language"], [f"{named}: {fault}" for fault in found])


def _broken(violations: list[dict]) -> Iterator[str]:
    for rule in violations:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {node['html'][:200]}: {node['failureSummary']}"


def overflow(page: Page) -> Iterator[str]:
    yield from _overflow(page.evaluate("document.documentElement.scrollWidth"), page.viewport_size["width"])


def _overflow(reach: int, width: int) -> Iterator[str]:
    if reach > width:
        yield f"{reach} px wide"


def _markers(words: str) -> Iterator[str]:
    yield from (f"raw text {mark}" for mark in sorted(set(MARKERS.findall(words))))
