"""Text typed beside the form whose button is pressed: it is kept, with scripts and without."""

import pytest
from playwright.sync_api import Dialog, expect

from scorecards.domain.marking import questions_asked
from tests.browser.conftest import PageFor
from tests.browser.room import SAVED_WITHIN, SLACK, Owed, make_owed, nothing_kept, saved
from tests.factories import make_application, make_vacancy

INSTEAD = "What about nights?"


@pytest.fixture
def owed(transactional_db) -> Owed:
    return make_owed()


@pytest.mark.parametrize("button", ["Save the marks", "Save draft"])
@pytest.mark.parametrize("javascript", [True, False])
def test_kit_and_scorecard_are_kept_together(page_for: PageFor, owed: Owed, javascript, button):
    page = page_for(owed.interviewer, javascript=javascript)
    page.goto(owed.address)
    question = owed.interview.stage.kit.order_by("order")[0].pk
    page.locator(f"[name=asked-{question}][value=replaced]").check()
    page.locator(f"#instead-{question}").fill(INSTEAD)
    page.locator(f"#evidence-{owed.items[0].pk}").fill("Rang the client back.")
    page.get_by_role("button", name=button).click()
    expect(page.locator("#messages")).to_contain_text("aved", timeout=SAVED_WITHIN + SLACK)
    expect(page.locator(f"#evidence-{owed.items[0].pk}")).to_have_value("Rang the client back.")
    expect(page.locator(f"#instead-{question}")).to_have_value(INSTEAD)
    if javascript:
        saved(page)
        nothing_kept(page)
    assert "Rang the client back." in owed.texts
    assert questions_asked(owed.card)[question].replacement == INSTEAD


def test_declining_without_scripts_keeps_what_was_written(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer, javascript=False)
    page.goto(owed.address)
    page.locator(f"#evidence-{owed.items[0].pk}").fill("Rang the client back.")
    page.get_by_text("I cannot rate…").click()
    page.locator("#note").fill("We shared a flat.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#note")).to_have_value("We shared a flat.")
    page.get_by_label("Conflict of interest").check()
    page.get_by_role("button", name="Say that I cannot rate").click()
    expect(page.locator("#messages")).to_contain_text("You have said that you cannot rate this candidate.")
    assert owed.texts[0] == "Rang the client back."
    assert owed.card.decline_note == "We shared a flat."


def test_the_browser_asks_before_another_form_or_a_link_takes_typed_words_away(page_for: PageFor, transactional_db):
    application = make_application(make_vacancy())
    page = page_for(application.vacancy.created_by)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(f"/applications/{application.pk}/")
    note = page.locator("#notes textarea")
    note.click()
    page.keyboard.type("Called twice, asks about the night shifts.")
    page.get_by_role("link", name="Scorecards", exact=True).click(no_wait_after=True)
    assert asked == ["beforeunload"]
    expect(note).to_have_value("Called twice, asks about the night shifts.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("main")).to_contain_text("Called twice, asks about the night shifts.")
    assert application.notes.count() == 1
    assert asked == ["beforeunload"]
