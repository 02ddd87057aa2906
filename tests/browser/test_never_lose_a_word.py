"""Whatever happens to network, tab, server or log-in: what was typed is there again, and for its writer only."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.enums import Role
from scorecards.enums import CardState
from tests.browser.conftest import PageFor, Windows, session
from tests.browser.room import (
    KEPT,
    PAGES,
    SAVED_WITHIN,
    SAVES,
    SLACK,
    Owed,
    forgive_lost,
    make_owed,
    nothing_kept,
    open_for_good,
    ready_for_good,
    saved,
    state,
    without_network,
)
from tests.factories import make_seat, make_user

SIZES = [{"width": 1440}, {"width": 390, "height": 844, "touch": True}]


@pytest.fixture
def owed(transactional_db) -> Owed:
    return make_owed()


def log_in(windows: Windows, page, user) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": windows.address} for name, value in session(user)])


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_network_off_reload_on(page_for: PageFor, owed: Owed, windows, size):
    page = page_for(owed.interviewer, **size)
    open_for_good(page, owed.address)
    with without_network(page):
        page.locator("#summary").press_sequentially("Written in a tunnel. ")
        state(page, "No connection.")
        page.reload()
        expect(page.locator("#summary")).to_have_value("Written in a tunnel. ")
        page.locator("#summary").press_sequentially("And after a reload.")
        state(page, "No connection.")
        page.reload()
        expect(page.locator("#summary")).to_have_value("Written in a tunnel. And after a reload.")
    saved(page)
    assert owed.card.summary == "Written in a tunnel. And after a reload."
    nothing_kept(page)
    forgive_lost(windows)


def test_levels_and_marks_come_back_as_well(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    first = owed.items[0].pk
    with without_network(page):
        page.locator(f"#level-{first}-4").check()
        page.locator(f"[name=mode-{first}][value=star]").check()
        page.locator(f"#situation-{first}").fill("A hotel without internet.")
        page.locator(f"#result_measured-{first}").check()
        page.reload()
        expect(page.locator(f"#level-{first}-4")).to_be_checked()
        expect(page.locator(f"#situation-{first}")).to_have_value("A hotel without internet.")
        expect(page.locator(f"#result_measured-{first}")).to_be_checked()
    saved(page)
    rating = owed.card.ratings.get(item=first)
    assert (rating.level, rating.situation, rating.result_measured) == (4, "A hotel without internet.", True)
    forgive_lost(windows)


def test_what_was_saved_before_the_tunnel_is_there_in_the_tunnel(page_for: PageFor, owed: Owed, windows):
    """The page that opens without a network is the one first loaded: older than what was saved on it since."""
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    first, second = (item.pk for item in owed.items)
    page.locator(f"#level-{first}-4").check()
    page.locator(f"#evidence-{first}").fill("Saved before.")
    saved(page)
    nothing_kept(page)
    with without_network(page):
        page.reload()
        expect(page.locator(f"#evidence-{first}")).to_have_value("Saved before.")
        expect(page.locator(f"#level-{first}-4")).to_be_checked()
        page.locator(f"#evidence-{second}").fill("Typed in the tunnel.")
        state(page, "No connection.")
        page.reload()
        expect(page.locator(f"#evidence-{first}")).to_have_value("Saved before.")
    nothing_kept(page)
    assert owed.texts == ["Saved before.", "Typed in the tunnel."]
    assert owed.card.ratings.get(item=first).level == 4
    forgive_lost(windows)


def test_submit_without_a_network_stays_on_the_page(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    with without_network(page):
        page.locator("#summary").fill("Ready.")
        page.locator("#submit").click()
        state(page, "No connection.")
        assert page.url.endswith(owed.address)
    saved(page)
    assert (owed.card.summary, owed.card.state) == ("Ready.", CardState.DRAFT)
    forgive_lost(windows)


def test_a_closed_tab_is_sent_from_the_next_page(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    with without_network(page):
        page.locator("#summary").fill("Closed in a hurry.")
        state(page, "No connection.")
        page.close()
    other = windows.browser.contexts[0].new_page()
    other.goto(windows.address + "/")
    nothing_kept(other)
    assert owed.card.summary == "Closed in a hurry."
    forgive_lost(windows)


def test_what_was_saved_elsewhere_meanwhile_is_shown_beside(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    with without_network(page):
        page.locator("#summary").fill("From the train.")
        state(page, "No connection.")
        desk = page_for(owed.interviewer)
        desk.goto(owed.address)
        desk.locator("#summary").fill("From the desk.")
        saved(desk)
    conflict = page.get_by_role("alert").filter(has_text="This scorecard was changed elsewhere")
    expect(conflict).to_be_visible(timeout=SAVED_WITHIN + SLACK)
    expect(conflict).to_contain_text("From the train.")
    expect(conflict).to_contain_text("From the desk.")
    page.reload()  # nothing is decided yet: both are there again
    expect(conflict).to_be_visible(timeout=SAVED_WITHIN + SLACK)
    conflict.get_by_label("Join both").check()
    conflict.get_by_role("button", name="Continue with these").click()
    expect(page.locator("#messages")).to_contain_text("Saved at")
    assert owed.card.summary == "From the desk.\n\nFrom the train."
    nothing_kept(page)
    forgive_lost(windows)


def test_untouched_fields_are_never_part_of_the_clash_after_a_reload(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    with without_network(page):
        page.locator("#summary").fill("From the train.")
        state(page, "No connection.")
        desk = page_for(owed.interviewer)
        desk.goto(owed.address)
        desk.locator(f"#evidence-{owed.items[0].pk}").fill("Rang back.")
        saved(desk)
        page.close()
    again = windows.browser.contexts[0].new_page()
    again.goto(windows.address + owed.address)
    expect(again.locator(f"#evidence-{owed.items[0].pk}")).to_have_value("Rang back.")
    expect(again.locator("#summary")).to_have_value("From the train.")
    forgive_lost(windows)


def test_an_expired_log_in_keeps_the_text_and_comes_back_to_it(page_for: PageFor, owed: Owed, windows):
    owed.interviewer.set_password("a-password-of-length")
    owed.interviewer.save()
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    Session.objects.all().delete()
    page.locator("#summary").fill("Typed too late.")
    state(page, "you are logged out")
    page.get_by_role("link", name="Log in and come back here").click()
    page.locator("#id_login").fill(owed.interviewer.email)
    page.locator("#id_password").fill("a-password-of-length")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(windows.address + owed.address)
    expect(page.locator("#summary")).to_have_value("Typed too late.")
    saved(page)
    assert owed.card.summary == "Typed too late."


def test_log_out_sends_and_wipes(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    page.locator("#summary").fill("The last word.")
    assert len(page.evaluate(KEPT)) == 1
    page.locator(".rk-menu-wide summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert owed.card.summary == "The last word."
    assert (page.evaluate(KEPT), page.evaluate(PAGES)) == ([], [])
    assert "The last word." not in page.evaluate("() => JSON.stringify(localStorage)")


@pytest.mark.parametrize(("button", "left"), [("Log out and keep it", 1), ("Log out and delete it", 0)])
def test_log_out_with_text_that_cannot_be_sent_asks(page_for: PageFor, owed: Owed, windows, button, left):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    page.route(SAVES, lambda route: route.abort())
    page.locator("#summary").fill("Not sent.")
    page.locator(".rk-menu-wide summary").click()
    page.get_by_role("button", name="Log out", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("has not reached the server")
    dialog.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert (len(page.evaluate(KEPT)), page.evaluate(PAGES)) == (left, [])
    forgive_lost(windows)


def test_another_log_in_on_the_same_browser_sees_nothing(page_for: PageFor, owed: Owed, windows):
    """The other one sits on the same panel, so the address of the card is even the same."""
    other = make_user(Role.INTERVIEWER)
    make_seat(owed.interview, other)
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    page.route(SAVES, lambda route: route.abort())
    page.locator("#summary").fill("For my eyes.")
    state(page, "No connection.")
    page.unroute(SAVES)
    log_in(windows, page, other)
    page.goto(owed.address)
    expect(page.locator("#summary")).to_have_value("")
    expect(page.locator("#kept-note")).to_be_hidden()
    page.goto("/")
    expect(page.locator("#kept-note")).to_be_hidden()
    page.goto(owed.address)
    ready_for_good(page)
    with without_network(page):
        page.reload()
        expect(page.locator("#summary")).to_have_value("")
        expect(page.locator("body")).not_to_contain_text("For my eyes.")
    log_in(windows, page, owed.interviewer)
    page.goto(owed.address)
    expect(page.locator("#summary")).to_have_value("For my eyes.")
    saved(page)
    assert owed.card.summary == "For my eyes."
    forgive_lost(windows)


def test_text_typed_under_one_log_in_is_never_saved_under_another(page_for: PageFor, owed: Owed, windows):
    other = make_user(Role.INTERVIEWER)
    make_seat(owed.interview, other)
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    log_in(windows, page, other)
    page.locator("#summary").fill("Mine, not theirs.")
    state(page, "somebody else has logged in")
    assert not owed.interviewer.scorecards.exists()
    assert not other.scorecards.exists()
    forgive_lost(windows)


def test_a_sealed_page_still_gives_the_text_to_copy(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    with without_network(page):
        page.locator("#summary").fill("Came too late for the seal.")
        state(page, "No connection.")
        desk = page_for(owed.interviewer)
        desk.goto(owed.address)
        for item in owed.items:
            desk.locator(f"#level-{item.pk}-3").check()
        desk.locator("#recommendation-yes").check()
        desk.locator("#submit").click()
        expect(desk.get_by_text("Your scorecard is submitted and sealed.")).to_be_visible()
    page.goto(owed.address)
    note = page.get_by_role("region", name="Some of your text is in this browser only")
    expect(note).to_contain_text("Came too late for the seal.")
    note.get_by_role("button", name="Delete this text").click()
    expect(note).to_be_hidden()
    nothing_kept(page)
    forgive_lost(windows)
