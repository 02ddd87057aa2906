"""A part of a page that does not come: the person is told, the page stays, and what was typed is still there."""

import pytest
from playwright.sync_api import Page, expect

from scorecards.models import DebriefNote
from tests.browser.conftest import PageFor, Windows, session
from tests.browser.test_board import Board, board, in_stage
from tests.browser.test_debrief import Talk, level_form, talk

__all__ = ["board", "talk"]
FAILED = "The server did not answer as it should."


def told(page: Page, words: str) -> None:
    note = page.locator("#messages").get_by_role("alert")
    expect(note).to_have_count(1)
    expect(note).to_contain_text(words)
    expect(note).to_be_in_viewport()


@pytest.mark.parametrize("status", [None, 403, 500])
def test_a_board_that_gets_no_answer_says_so_until_it_gets_one(
    page_for: PageFor, board: Board, windows: Windows, status
):
    page = page_for(board.recruiter, height=300)
    page.goto(board.address)
    page.route("**/act/**", lambda route: route.fulfill(status=status, body="") if status else route.abort())
    for _press in range(2):
        page.locator(f"#next-{board.application.pk}").click()
        told(page, FAILED)
    page.unroute("**/act/**")
    page.locator(f"#next-{board.application.pk}").click()
    in_stage(page, board, "interview")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert board.stage == "interview"
    windows.problems.clear()


def test_a_board_of_somebody_who_logged_out_elsewhere_stays(page_for: PageFor, board: Board, windows: Windows):
    page = page_for(board.recruiter)
    page.goto(board.address)
    page.context.clear_cookies(name="sessionid")
    page.locator(f"#next-{board.application.pk}").click()
    told(page, "Nothing was done: you are logged out.")
    expect(page.locator(f"#card-{board.application.pk}")).to_be_visible()
    page.get_by_role("link", name="Log in and come back here").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert f"next={board.address}" in page.url
    windows.problems.clear()


def test_a_debrief_keeps_what_was_typed_after_the_log_in_has_ended(page_for: PageFor, talk: Talk, windows: Windows):
    page = page_for(talk.manager)
    page.goto(talk.address)
    note = page.locator("#note-form-")
    note.get_by_label("Note").fill("She asked twice.")
    page.context.clear_cookies(name="sessionid")
    note.get_by_role("button", name="Keep the note").click()
    told(page, "you are logged out")
    page.wait_for_timeout(2000)  # a look for news came in between
    expect(note.get_by_label("Note")).to_have_value("She asked twice.")
    assert not DebriefNote.objects.exists()
    windows.problems.clear()


@pytest.mark.parametrize("same", [True, False])
def test_what_was_half_typed_in_a_debrief_waits_for_the_log_in_of_the_same_person(
    page_for: PageFor, talk: Talk, windows: Windows, same
):
    page = page_for(talk.manager)
    page.goto(talk.address)
    page.locator("#note-form-").get_by_label("Note").fill("She asked twice.")
    form = level_form(page)
    form.get_by_label("Level").select_option("3")
    form.get_by_label("What decided it").fill("The second case settled it.")
    page.context.clear_cookies(name="sessionid")
    told(page, "you are logged out")
    page.get_by_role("link", name="Log in and come back here").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    [(name, value)] = session(talk.manager if same else talk.vacancy.created_by)
    page.context.add_cookies([{"name": name, "value": value, "url": windows.address}])
    page.goto(talk.address)
    note, why = page.locator("#note-form-").get_by_label("Note"), page.get_by_label("What decided it").first
    expect(note).to_have_value("She asked twice." if same else "")
    expect(why).to_have_value("The second case settled it." if same else "")
    page.reload()
    expect(note).to_have_value("")
    assert not DebriefNote.objects.exists()
    windows.problems.clear()
