"""The kit, the clock, the keys, the group sheet and a whole long card, as an interviewer uses them in the room."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from scorecards.domain.marking import questions_asked
from scorecards.enums import TopicState
from scorecards.models import Scorecard, Topic
from tests.browser.conftest import PageFor
from tests.browser.looking import LOOKS, faults
from tests.browser.room import (
    SAVED_WITHIN,
    SAVES,
    SLACK,
    Owed,
    forgive_lost,
    make_owed,
    nothing_kept,
    open_for_good,
    saved,
    state,
    without_network,
)
from tests.factories import make_application, make_attendance, make_user

PHONE = {"width": 390, "height": 844, "touch": True}
SIZES = [{"width": 1440}, PHONE]
# What a finger must hit, except links inside a sentence or a list of them.
TARGETS = ".btn, main button, .rk-opt, .rk-switch label, .rk-levels label, main summary, .rk-tabs a"
SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0)
  .filter((one) => one.getBoundingClientRect().height < 43.9).map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def owed(transactional_db) -> Owed:
    return make_owed()


@pytest.fixture
def group(owed: Owed) -> Owed:
    """The same meeting with a second candidate."""
    make_attendance(owed.interview, make_application(owed.application.vacancy))
    return owed


def sheet_of(owed: Owed) -> str:
    return f"/interviews/{owed.interview.pk}/sheet/"


def kit_of(owed: Owed) -> str:
    return f"/interviews/{owed.interview.pk}/kit/{owed.application.pk}/"


def topics_of(owed: Owed) -> str:
    return f"/applications/{owed.application.pk}/topics/"


def make_topic(owed: Owed) -> None:
    """One that passed into this kit."""
    Topic.objects.create(
        application=owed.application,
        stage=owed.interview.stage,
        text="Night shifts",
        passed_text="Night shifts",
        state=TopicState.PASSED,
        author=make_user(Role.INTERVIEWER),
        at=timezone.now(),
        reviewed_by=owed.application.vacancy.created_by,
        reviewed_at=timezone.now(),
    )


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.name")


def test_number_keys_rate_and_arrows_change_the_row(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    first, second = (item.pk for item in owed.items)
    page.locator(f"#level-{first}-1").focus()
    page.keyboard.press("4")
    page.keyboard.press("ArrowRight")
    assert focused(page) == f"level-{second}-1"
    page.keyboard.press("2")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == f"level-{first}-4"
    page.locator(f"#evidence-{first}").focus()
    page.keyboard.press("Alt+ArrowDown")
    assert focused(page) == f"level-{second}-2"
    saved(page)
    assert list(owed.card.ratings.values_list("level", flat=True)) == [4, 2]


def test_keys_are_listed_and_can_be_switched_off(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.goto(owed.address)
    page.locator(".rk-keys summary").click()
    expect(page.get_by_text("Rate the competency that has the focus")).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.reload()
    first = owed.items[0].pk
    page.locator(f"#level-{first}-1").focus()
    page.keyboard.press("4")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#level-{first}-4")).not_to_be_checked()
    assert page.url.endswith(owed.address)
    assert not Scorecard.objects.exists()


def test_questions_are_marked_without_a_network_too(page_for: PageFor, owed: Owed, windows):
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    first, second = owed.interview.stage.kit.order_by("order")
    with without_network(page):
        page.locator(f"[name=asked-{first.pk}][value=replaced]").check()
        page.locator(f"#instead-{first.pk}").fill("What about nights?")
        page.locator(f"[name=asked-{second.pk}][value=asked]").check()
        expect(page.locator("#marks-state")).to_contain_text("No connection.", timeout=SAVED_WITHIN + SLACK)
        page.reload()
        expect(page.locator(f"#instead-{first.pk}")).to_have_value("What about nights?")
    expect(page.locator("#marks-state")).to_contain_text("Marks saved at", timeout=SAVED_WITHIN + SLACK)
    marks = questions_asked(owed.card)
    assert {key: (one.mark, one.replacement) for key, one in marks.items()} == {
        first.pk: ("replaced", "What about nights?"),
        second.pk: ("asked", ""),
    }
    nothing_kept(page)
    forgive_lost(windows)


def test_the_clock_runs_says_when_a_block_is_over_and_outlives_a_reload(page_for: PageFor, owed: Owed):
    page = page_for(owed.interviewer)
    page.clock.install()
    page.goto(owed.address)
    page.get_by_role("button", name="Start the clock").click()
    page.clock.fast_forward(120_000)
    expect(page.locator("[data-clock-block]")).to_contain_text(re.compile(r"(2:5\d|3:00) left"))
    page.clock.fast_forward(240_000)
    expect(page.locator("[data-clock-said]")).to_contain_text("over its time")
    page.get_by_role("button", name="Next block").click()
    expect(page.locator(".rk-plan [aria-current=step]")).to_contain_text("Competency")
    page.reload()
    expect(page.locator(".rk-plan [aria-current=step]")).to_contain_text("Competency")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    left = page.locator("[data-clock-block]").inner_text()
    page.clock.fast_forward(120_000)
    assert page.locator("[data-clock-block]").inner_text() == left  # a pause costs the block nothing


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_group_sheet(page_for: PageFor, group: Owed, windows, size):
    page = page_for(group.interviewer, **size)
    open_for_good(page, sheet_of(group))
    assert faults(page) == []
    columns = page.locator(".rk-sheet-col:not(.rk-sheet-names)")
    for number in range(2):
        if size is PHONE:
            page.locator(".rk-tabs-stick a").nth(number).click()
            expect(columns.nth(number)).to_be_visible()
            expect(columns.nth(1 - number)).to_be_hidden()
        columns.nth(number).locator("textarea").first.fill(f"Note {number}")
        columns.nth(number).locator(f"[data-key='{number + 3}']").first.check(force=True)
    expect(page.locator("#sheet-state")).to_contain_text("Saved at", timeout=SAVED_WITHIN + SLACK)
    with without_network(page):
        columns.nth(1).locator("textarea").first.fill("Note 1, and more")
        expect(page.locator("#sheet-state")).to_contain_text("No connection.", timeout=SAVED_WITHIN + SLACK)
        page.reload()
        expect(columns.nth(1).locator("textarea").first).to_have_value("Note 1, and more")
    expect(page.locator("#sheet-state")).to_contain_text("Saved at", timeout=SAVED_WITHIN + SLACK)
    cards = Scorecard.objects.filter(interviewer=group.interviewer).order_by("application__candidate__name_sort")
    kept = [card.ratings.order_by("item__order").values_list("level", "evidence").first() for card in cards]
    assert kept == [(3, "Note 0"), (4, "Note 1, and more")]
    forgive_lost(windows)


def test_group_sheet_by_keys(page_for: PageFor, group: Owed):
    page = page_for(group.interviewer)
    page.goto(sheet_of(group))
    cells = page.locator("fieldset.rk-sheet-cell")
    cells.first.locator("input").first.focus()
    page.keyboard.press("5")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("0")
    chosen = page.locator("fieldset.rk-sheet-cell input:checked").evaluate_all(
        "all => all.map((one) => one.dataset.key)"
    )
    assert chosen == ["5", "2", "0"]


def test_group_sheet_without_scripts(page_for: PageFor, group: Owed):
    page = page_for(group.interviewer, javascript=False)
    page.goto(sheet_of(group))
    for column in page.locator(".rk-sheet-col:not(.rk-sheet-names)").all():
        column.locator("[data-key='4']").first.check(force=True)
    page.get_by_role("button", name="Save the sheet").click()
    expect(page.locator("#messages")).to_contain_text("The sheet is saved.")
    assert Scorecard.objects.filter(ratings__level=4).count() == 2


@pytest.mark.parametrize("part", ["card", "kit", "sheet"])
def test_a_finger_hits_everything(page_for: PageFor, group: Owed, part):
    page = page_for(group.interviewer, **PHONE)
    page.goto(sheet_of(group) if part == "sheet" else f"{group.address}?part={part}")
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize(
    ("language", "looks"), [("en", LOOKS[:1]), ("ru", [LOOKS[1], LOOKS[3]]), ("ro", LOOKS[2:3])], ids=str
)
def test_pages_of_the_room_are_accessible(page_for: PageFor, group: Owed, language, looks):
    group.interviewer.language = language
    group.interviewer.save()
    make_topic(group)
    page = page_for(group.interviewer)
    found = []
    for address in (group.address, f"{group.address}?part=kit", kit_of(group), sheet_of(group), topics_of(group)):
        page.goto(address)
        found += faults(page, looks)
    assert found == []


def test_a_long_card_loses_no_keystroke(page_for: PageFor, windows, transactional_db):
    """Twelve competencies in three quarters of an hour, a tunnel in the middle of it, and a reload in the tunnel."""
    owed = make_owed(items=12)
    page = page_for(owed.interviewer)
    page.clock.install()
    open_for_good(page, owed.address)
    texts = []
    for number, item in enumerate(owed.items):
        if number == 4:
            page.context.set_offline(True)
        text = f"Answer {number}: said “yes, but…”, rang back; 日本 ünï 😀 {'and so on ' * 6}{number}"
        page.locator(f"#level-{item.pk}-1").focus()
        page.keyboard.press(str(number % 5 + 1))
        page.locator(f"#evidence-{item.pk}").focus()
        half = len(text) // 2
        page.keyboard.type(text[:half])
        page.clock.fast_forward(100_000)
        page.keyboard.type(text[half:])
        if number == 6:
            page.reload()
        if number == 7:
            page.context.set_offline(False)
        page.clock.fast_forward(125_000)
        texts.append(text)
    page.clock.fast_forward(10_000)
    nothing_kept(page)
    assert owed.texts == texts
    levels = list(owed.card.ratings.order_by("item__order").values_list("level", flat=True))
    assert levels == [number % 5 + 1 for number in range(12)]
    forgive_lost(windows)


def test_a_proxy_without_its_server_loses_nothing(page_for: PageFor, owed: Owed, windows):
    """First it answers 502, then nobody answers, then all is back. A killed server: test_server_restart.py."""
    page = page_for(owed.interviewer)
    open_for_good(page, owed.address)
    page.route(SAVES, lambda route: route.fulfill(status=502, body="Bad gateway"))
    page.locator("#summary").fill("During the restart.")
    state(page, "No connection.")
    page.unroute(SAVES)
    page.route(SAVES, lambda route: route.abort("connectionrefused"))
    page.locator("#summary").press_sequentially(" And after.")
    state(page, "No connection.")
    page.unroute(SAVES)
    saved(page, 12_000)
    assert owed.card.summary == "During the restart. And after."
    windows.problems[:] = [one for one in windows.problems if not re.search("502|ERR_CONNECTION_REFUSED", one)]
