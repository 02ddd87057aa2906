"""Whatever is filled in goes the short way by itself: the card with its exercises and errors, and the group sheet."""

import re

import pytest
from playwright.sync_api import Page, expect

from scorecards.domain.answers import answers_of
from scorecards.models import CriticalError, Scorecard
from tests.browser.conftest import PageFor
from tests.browser.room import (
    SAVED_WITHIN,
    SAVES,
    SLACK,
    Owed,
    forgive_lost,
    make_owed,
    open_for_good,
    saved,
    without_network,
)
from tests.factories import make_application, make_attendance
from tests.factories.exercises import make_chat, make_kit_exercise, make_test

PATIENCE = SAVED_WITHIN + SLACK


@pytest.fixture
def owed(transactional_db) -> Owed:
    return make_owed()


def saves_of(page: Page) -> list[str]:
    """Last words of the addresses that saves went to, from now on."""
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url.split("/")[-2]) if SAVES.search(one.url) else None)
    return sent


def test_exercises_errors_and_the_kind_of_evidence_go_short(page_for: PageFor, owed: Owed):
    test, chat = (make_kit_exercise(owed.interview.stage, one).pk for one in (make_test(), make_chat()))
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    sent = saves_of(page)
    page.locator(f"#score-{test}").fill("2")
    expect(page.locator(f"#reading-{test}")).to_contain_text("Does not pass", timeout=PATIENCE)
    page.locator("#critical-rudeness").check()
    expect(page.locator('[data-gap="critical_what-rudeness"]')).to_contain_text("say what happened", timeout=PATIENCE)
    page.locator("#critical_what-rudeness").fill("Shouted.")
    expect(page.locator('[data-gap="critical_what-rudeness"]')).to_have_count(0, timeout=PATIENCE)
    key = owed.items[0].pk
    page.locator(f"label:has([name=mode-{key}][value=star])").click()
    for name in ("situation", "task", "action", "result"):
        page.locator(f"#{name}-{key}").fill(name.title())
    page.locator(f"[name=mark-{chat}-c1]").select_option("4")
    expect(page.locator("#save-state")).to_contain_text("Not saved yet")
    saved(page)
    answers = answers_of(owed.card)
    assert (answers.results[test].score, answers.results[chat].marks) == (2, {"c1": "4"})
    assert (answers.of(owed.items[0]).situation, answers.of(owed.items[0]).result) == ("Situation", "Result")
    assert CriticalError.objects.get().what == "Shouted."
    assert set(sent) == {"jot"}


def test_what_waited_for_the_network_goes_in_one_short_save(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    with without_network(page):
        for item in owed.items:
            page.locator(f"#level-{item.pk}-4").check(force=True)
            page.locator(f"#evidence-{item.pk}").fill("In the tunnel.")
        expect(page.locator("#save-state")).to_contain_text("No connection", timeout=PATIENCE)
        sent = saves_of(page)
    saved(page, patience=10_000 + SLACK)
    assert owed.texts == ["In the tunnel."] * 2
    assert sent[-1] == "jot"
    assert "save" not in sent
    forgive_lost(windows)


def test_two_candidates_are_saved_together(page_for: PageFor, owed: Owed):
    other = make_application(owed.application.vacancy)
    make_attendance(owed.interview, other)
    page = page_for(owed.interviewer)
    page.goto(f"/interviews/{owed.interview.pk}/sheet/")
    sent = saves_of(page)
    for one in (owed.application, other):
        page.locator(f"[name=level-{one.pk}-{owed.items[0].pk}][value='4']").check(force=True)
        page.locator(f"#note-{one.pk}-{owed.items[0].pk}").fill("Rang back.")
    expect(page.locator("#sheet-state")).to_contain_text(re.compile(r"Saved at \d"), timeout=PATIENCE)
    expect(page.locator(f"#answered-{other.pk}")).to_have_text("1 of 2 answered")
    assert sent == ["jot"]
    kept = {card.application_id: card.ratings.get(item=owed.items[0]) for card in Scorecard.objects.all()}
    assert {key: (one.level, one.evidence) for key, one in kept.items()} == {
        owed.application.pk: (4, "Rang back."),
        other.pk: (4, "Rang back."),
    }
