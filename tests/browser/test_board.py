"""A candidate moves over the board by keys, by thumb and by dragging; what was typed in between is not overwritten."""

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from recruiting.models import Application, Vacancy
from tests.browser.conftest import PageFor
from tests.factories import make_application, make_candidate, make_vacancy

THUMB = 44  # px, the smallest target on a phone


class Board(NamedTuple):
    vacancy: Vacancy
    application: Application

    @property
    def recruiter(self) -> User:
        return self.vacancy.created_by

    @property
    def address(self) -> str:
        return f"/vacancies/{self.vacancy.pk}/"

    @property
    def stage(self) -> str:
        return Application.objects.get(pk=self.application.pk).stage.key


@pytest.fixture
def board(transactional_db) -> Board:
    """One candidate in the first stage of four."""
    vacancy = make_vacancy()
    candidate = make_candidate("Alina Rusu", added_by=vacancy.created_by)
    return Board(vacancy, make_application(vacancy, candidate=candidate, stage="review"))


def in_stage(page: Page, board: Board, key: str) -> None:
    stage = board.vacancy.stages.get(key=key)
    expect(page.locator(f"#stage-{stage.pk} #card-{board.application.pk}")).to_be_visible()
    expect(page.locator("#messages")).to_contain_text(f"Alina Rusu moved to “{stage.name}”.")
    assert board.stage == key


def test_moved_by_keys(page_for: PageFor, board: Board):
    page = page_for(board.recruiter)
    page.goto(board.address)
    page.locator(f"#next-{board.application.pk}").focus()
    page.keyboard.press("Enter")
    in_stage(page, board, "interview")


def test_moved_to_a_chosen_stage_by_keys(page_for: PageFor, board: Board):
    page = page_for(board.recruiter)
    page.goto(board.address)
    page.locator(f"#more-{board.application.pk}").focus()
    page.keyboard.press("Enter")
    menu = page.locator(f"#card-{board.application.pk} .rk-menu")
    for stage in ("interview", "manager"):
        page.keyboard.press("Tab")
        name = f"To: {board.vacancy.stages.get(key=stage).name}"
        expect(menu.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    in_stage(page, board, "manager")


def test_focus_stays_with_the_card_that_was_moved(page_for: PageFor, board: Board):
    page = page_for(board.recruiter)
    page.goto(board.address)
    page.locator(f"#next-{board.application.pk}").focus()
    page.keyboard.press("Enter")
    in_stage(page, board, "interview")
    assert page.evaluate(f"document.getElementById('card-{board.application.pk}').contains(document.activeElement)")


def test_moved_by_thumb_on_a_phone(page_for: PageFor, board: Board):
    page = page_for(board.recruiter, width=390, height=844, touch=True)
    page.goto(board.address)
    button = page.locator(f"#next-{board.application.pk}")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert min(box["height"], box["width"]) >= THUMB
    assert 0 <= box["x"] <= 390 - box["width"]
    button.tap()
    in_stage(page, board, "interview")


def test_moved_by_dragging(page_for: PageFor, board: Board):
    page = page_for(board.recruiter)
    page.goto(board.address)
    target = board.vacancy.stages.get(key="manager")
    page.drag_and_drop(f"#card-{board.application.pk} .rk-grip", f"#stage-{target.pk}")
    in_stage(page, board, "manager")


def test_moved_without_scripts(page_for: PageFor, board: Board):
    page = page_for(board.recruiter, javascript=False)
    page.goto(board.address)
    page.locator(f"#next-{board.application.pk}").click()
    in_stage(page, board, "interview")


def test_a_stale_board_says_who_moved_the_card(page_for: PageFor, board: Board):
    first, second = page_for(board.recruiter), page_for(board.recruiter)
    first.goto(board.address)
    second.goto(board.address)
    first.locator(f"#next-{board.application.pk}").click()
    in_stage(first, board, "interview")
    target = board.vacancy.stages.get(key="offer")
    second.drag_and_drop(f"#card-{board.application.pk} .rk-grip", f"#stage-{target.pk}")
    note = second.get_by_role("alert")
    expect(note).to_contain_text(f"{board.recruiter.full_name} moved Alina Rusu to")
    expect(note).to_be_focused()
    assert board.stage == "interview"


def test_ticked_people_are_moved_together_and_taken_back(page_for: PageFor, board: Board):
    page = page_for(board.recruiter)
    page.goto(board.address)
    page.get_by_role("checkbox", name="Alina Rusu").check()
    expect(page.get_by_text("With the ticked people:")).to_be_visible()
    page.locator("#together-stage").select_option(str(board.vacancy.stages.get(key="manager").pk))
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("1 person moved to")
    assert board.stage == "manager"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("Taken back for 1 person.")
    assert board.stage == "review"


def test_the_letters_of_a_rejection_open_on_a_page_of_their_own(page_for: PageFor, board: Board):
    page = page_for(board.recruiter)
    page.goto(board.address)
    page.get_by_role("checkbox", name="Alina Rusu").check()
    page.get_by_role("button", name="Reject with letters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reject 1 person")
    expect(page.get_by_text("Alina Rusu").first).to_be_visible()
