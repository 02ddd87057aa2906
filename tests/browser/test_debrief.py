"""The debrief in a browser: what one types outlives what others keep, and an act outruns a look for news."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.enums import Role
from accounts.models import User
from recruiting.models import Application, Vacancy
from scorecards.domain.debrief import close_debrief, note, open_debrief
from scorecards.models import AgreedLevel, Debrief, DebriefNote
from tests.browser.conftest import PageFor
from tests.factories import make_application, make_card, make_interview, make_user, make_vacancy


class Talk(NamedTuple):
    vacancy: Vacancy
    application: Application
    debrief: Debrief
    manager: User

    @property
    def address(self) -> str:
        return f"/applications/{self.application.pk}/debrief/"


@pytest.fixture
def talk(transactional_db) -> Talk:
    """A candidate on whom two raters disagree in both competencies, and the debrief that was opened."""
    manager = make_user(Role.HIRING_MANAGER)
    vacancy = make_vacancy(hiring_manager=manager)
    application, raters = make_application(vacancy), [make_user(Role.INTERVIEWER), make_user(Role.INTERVIEWER)]
    interview = make_interview(application, *raters, starts_at=timezone.now() - timedelta(days=1))
    for rater, levels in zip(raters, ([2, 4], [4, 2]), strict=True):
        make_card(interview, rater, levels=levels)
    return Talk(vacancy, application, open_debrief(application=application, by=manager, now=timezone.now()), manager)


def level_form(page: Page):
    """The form of the first topic in which the level agreed upon is kept."""
    page.locator("summary", has_text="Keep the level agreed upon").first.click()
    return page.locator("details[open] form").first


def test_the_level_agreed_upon_is_kept_beside_the_ratings(page_for: PageFor, talk: Talk):
    page = page_for(talk.manager)
    page.goto(talk.address)
    form = level_form(page)
    form.get_by_label("Level").select_option("3")
    form.get_by_label("What decided it").fill("The second case settled it.")
    form.get_by_role("button", name="Keep").click()
    expect(page.locator("#live")).to_contain_text("Agreed in the debrief: 3")
    assert AgreedLevel.objects.get().why == "The second case settled it."


def test_what_a_colleague_keeps_appears_within_two_seconds_and_takes_nothing_typed(page_for: PageFor, talk: Talk):
    page = page_for(talk.manager)
    page.goto(talk.address)
    form = level_form(page)
    form.get_by_label("What decided it").fill("Half a sentence")
    note(debrief=talk.debrief, item=None, text="Said in the room.", by=talk.manager, now=timezone.now())
    expect(page.locator("#live")).to_contain_text("Said in the room.", timeout=4_000)
    expect(form.get_by_label("What decided it")).to_have_value("Half a sentence")
    assert DebriefNote.objects.get().text == "Said in the room."


def test_what_is_half_typed_when_somebody_closes_is_given_back(page_for: PageFor, talk: Talk):
    page = page_for(talk.manager)
    page.goto(talk.address)
    level_form(page).get_by_label("What decided it").fill("Half a sentence")
    page.locator("#note-form-").get_by_label("Note").fill("First line.\nSecond line.")
    close_debrief(debrief=talk.debrief, by=talk.manager, now=timezone.now())
    lost = page.get_by_role("alert").filter(has_text="closed while you were writing")
    expect(lost).to_be_visible(timeout=4_000)
    expect(lost.locator("blockquote")).to_have_text(["Half a sentence", "First line.\nSecond line."])
    expect(page.locator("#live")).to_contain_text("The debrief is over")
    expect(lost).to_be_focused()
    assert not DebriefNote.objects.exists()


def test_a_look_for_news_that_comes_late_takes_nothing_typed(page_for: PageFor, talk: Talk):
    """The page asks for news while a note is being kept; the answer to that question comes after the note is shown."""
    page, looks = page_for(talk.manager), list[Route]()
    page.goto(talk.address)
    level_form(page).get_by_label("What decided it").fill("Half a sentence")
    with page.expect_request("**/debrief/live/**"):
        page.route("**/debrief/live/**", lambda look: looks.append(look))
    whole = page.locator("#note-form-")
    whole.get_by_label("Note").fill("She asked twice.")
    whole.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".rk-said")).to_contain_text("She asked twice.")
    with page.expect_response("**/debrief/live/**"):
        looks[0].continue_()
    page.wait_for_timeout(500)  # the answer has been dealt with
    expect(page.get_by_label("What decided it").first).to_have_value("Half a sentence")
    assert DebriefNote.objects.count() == 1


def test_a_note_kept_by_two_quick_presses_is_sent_once(page_for: PageFor, talk: Talk):
    page, held = page_for(talk.manager), list[Route]()
    page.goto(talk.address)
    page.route("**/debrief/note/**", lambda route: held.append(route))
    whole = page.locator("#note-form-")
    whole.get_by_label("Note").fill("She asked twice.")
    with page.expect_request("**/debrief/note/**"):
        whole.get_by_role("button", name="Keep the note").dblclick()
    held[0].continue_()
    expect(page.locator(".rk-said")).to_contain_text("She asked twice.")
    page.wait_for_timeout(500)  # a second request would have been made
    assert len(held) == 1
    assert DebriefNote.objects.count() == 1
