"""The scorecard without a mouse, with a lost page, in two tabs, and without scripts."""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from competencies.models import GridItem
from scorecards.enums import CardState, Recommendation
from scorecards.models import Rating, Scorecard
from tests.browser.acts import fill_card
from tests.browser.conftest import PageFor
from tests.browser.room import SAVES, forgive_lost, open_for_good, state, without_network
from tests.factories import make_application, make_grid, make_interview, make_user, make_vacancy

SAVED_WITHIN = 2_000  # ms after the last key
SLACK = 4_000  # ms more for a machine that is busy with other tests
MOST_STOPS = 200

# An outline on the element itself, or on the label that draws a radio button.
SHOWS_FOCUS = """() => {
  const one = document.activeElement;
  return [one, one.closest("label")].some((element) => {
    const style = element && getComputedStyle(element);
    return style && style.opacity !== "0" && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
}"""


class Owed(NamedTuple):
    """A scorecard that waits for its interviewer: two competencies, met an hour ago."""

    interviewer: User
    address: str
    items: list[GridItem]

    @property
    def card(self) -> Scorecard:
        return Scorecard.objects.get(interviewer=self.interviewer)

    @property
    def levels(self) -> list[int | None]:
        return list(Rating.objects.filter(scorecard=self.card).order_by("item__order").values_list("level", flat=True))


@pytest.fixture
def owed(transactional_db) -> Owed:
    interviewer = make_user(Role.INTERVIEWER)
    grid = make_grid()
    application = make_application(make_vacancy(grid=grid))
    interview = make_interview(application, interviewer, starts_at=timezone.now() - timedelta(hours=1))
    address = f"/interviews/{interview.pk}/scorecards/{application.pk}/"
    return Owed(interviewer, address, list(grid.items.order_by("order")))


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element with this id has the focus."""
    for _ in range(MOST_STOPS):
        if focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} is not reached by Tab")


def saved(page: Page, patience: int = SAVED_WITHIN + SLACK) -> None:
    expect(page.locator("#save-state")).to_contain_text(re.compile(r"Saved at \d"), timeout=patience)


def test_filled_and_sealed_by_keys_alone(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    first, second = (item.pk for item in owed.items)
    tab_to(page, f"level-{first}-1")
    page.keyboard.press("4")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # evidence by situation, task, action and result
    page.keyboard.press("ArrowLeft")  # and back to free text
    tab_to(page, f"evidence-{first}")
    page.keyboard.type("Digits 1 and 5 are text here.")
    tab_to(page, f"level-{second}-1")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, f"recommendation-{Recommendation.values[0]}")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#bar-h")).to_have_text("2 of 2 answered", timeout=SAVED_WITHIN + SLACK)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your scorecard is submitted and sealed.")).to_be_visible()
    assert (owed.card.state, owed.card.recommendation) == (CardState.SUBMITTED, Recommendation.values[1])
    assert owed.levels == [4, 3]
    rating = Rating.objects.get(scorecard=owed.card, item=first)
    assert rating.evidence == "Digits 1 and 5 are text here."


def test_zero_means_not_observed(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    first = owed.items[0].pk
    page.locator(f"#level-{first}-1").focus()
    page.keyboard.press("3")
    page.keyboard.press("0")
    expect(page.locator(f"#level-{first}-0")).to_be_checked()
    expect(page.locator(f"#level-{first}-0")).to_be_focused()


def test_the_way_by_tab_is_visible_and_has_an_end(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    stops: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if focused(page) == "BODY":
            break
        stops.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        assert page.evaluate(SHOWS_FOCUS), stops[-1]
    else:
        pytest.fail(f"Tab never leaves the page: {stops[-5:]}")
    assert stops[0].startswith('<a class="rk-skip"')
    assert any('id="submit"' in stop for stop in stops)


def test_saved_by_itself_and_there_after_a_reload(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    first = owed.items[0].pk
    page.locator(f"#evidence-{first}").press_sequentially("Called back the same day.")
    saved(page)
    page.reload()
    expect(page.locator(f"#evidence-{first}")).to_have_value("Called back the same day.")
    assert owed.card.version == 1


def test_the_save_leaves_within_two_seconds_of_the_last_key(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    page.locator("#summary").fill("Calm.")
    with page.expect_request(SAVES, timeout=SAVED_WITHIN):
        pass
    saved(page)


def test_nothing_is_lost_while_the_network_is_away(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)  # nothing of the page is on its way any more
    with without_network(page):
        page.locator("#summary").fill("Written in a tunnel.")
        state(page, "No connection.")
    saved(page)
    assert owed.card.summary == "Written in a tunnel."
    forgive_lost(windows)


def test_a_stale_tab_is_shown_both_texts(page_for: PageFor, owed: Owed):
    first = page_for(owed.interviewer)
    first.goto(owed.address)
    second = page_for(owed.interviewer)
    second.goto(owed.address)
    first.locator("#summary").fill("From the office.")
    saved(first)
    second.locator("#summary").fill("From home.")
    conflict = second.get_by_role("alert").filter(has_text="This scorecard was changed elsewhere")
    expect(conflict).to_be_visible(timeout=SAVED_WITHIN + SLACK)
    expect(conflict).to_contain_text("From the office.")
    expect(conflict).to_contain_text("From home.")
    expect(conflict.get_by_role("radio", checked=True)).to_have_count(0)
    assert owed.card.summary == "From the office."
    conflict.get_by_label("Keep what is on this page").check()
    conflict.get_by_role("button", name="Continue with these").click()
    expect(second.locator("#messages")).to_contain_text("Saved at")
    assert owed.card.summary == "From home."


def test_without_scripts_it_is_a_form(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer, javascript=False)
    page.goto(owed.address)
    fill_card(page, [3, 5], "Showed the new colleague twice.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#messages")).to_contain_text("Saved at")
    assert owed.levels == [3, 5]
    page.locator(f"#evidence-{owed.items[1].pk}").fill("")
    page.get_by_role("button", name="Submit and seal").click()
    expect(page.get_by_role("alert")).to_contain_text("needs an example for a 5")
    page.locator(f"#evidence-{owed.items[1].pk}").fill("Wrote the guide everybody uses.")
    page.get_by_role("button", name="Submit and seal").click()
    expect(page.locator("#messages")).to_contain_text("Your scorecard is submitted and sealed.")
    assert owed.card.state == CardState.SUBMITTED
