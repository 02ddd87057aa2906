"""Every page a person can open, in both themes and both widths: accessible, inside its width, in one language."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Language
from recruiting.models import Candidate
from scorecards.enums import Recommendation
from tests.access import PEOPLE, TABLE
from tests.browser.conftest import PageFor
from tests.browser.looking import LOOKS, Look, faults, seen
from tests.test_access import address, build_scene

# PDFs, a calendar entry, a spreadsheet and parts of pages
NOT_A_PAGE = {
    "recruiting:duplicate",  # the list before it seeks pairs anew, and this one comes back under another number
    "recruiting:import_left",
    "recruiting:import_example",
    "scorecards:debrief_live",
    "scorecards:vacancy_pdf",
    "recruiting:file",
    "reminders:pass_on",  # only with a duty of one's own
    "recruiting:interview_calendar",
    "scorecards:decision_pdf",
    "scorecards:compare_xlsx",
    "scorecards:worker",
    "scorecards:card_remarks",  # a part of the scorecard
    "scorecards:kit_pdf",
}
# Each look is seen in one language, so that the longest words meet the narrowest window.
LANGUAGES = {Language.ENGLISH: LOOKS[:1], Language.ROMANIAN: LOOKS[1:3], Language.RUSSIAN: LOOKS[3:]}
# Pages that refuse, in both themes and both widths.
REFUSED = LOOKS[1:3]
# Who looks at an address when several may: those who see most of it come first.
FITTING = ("recruiter", "manager", "before", "after", "admin")


def fitting(name: str) -> str:
    """Somebody who gets the page itself, or is led to it."""
    answers = dict(zip(PEOPLE, TABLE["GET", name], strict=True))
    if answers["anonymous"] == 200:
        return "anonymous"
    return next(person for person in FITTING if answers[person] in (200, 302))


def visits(scene: dict) -> Iterator[tuple[str, str]]:
    """Pairs of person and address."""
    for method, name in TABLE:
        if method == "GET" and name not in NOT_A_PAGE:
            yield fitting(name), address(scene, name)


def scene_in(language: str) -> dict:
    scene = build_scene()
    for user in scene["people"].values():
        user.language = language
        user.save()
    Candidate.objects.update(language=language)  # the own page of a candidate speaks the candidate's language
    return scene


@pytest.mark.parametrize(("language", "looks"), LANGUAGES.items(), ids=str)
def test_every_page_of_the_access_table(page_for: PageFor, language, looks):
    scene = scene_in(language)
    people: dict[str, Page] = {}
    found = []
    for person, url in visits(scene):
        if person not in people:
            people[person] = page_for(scene["people"].get(person), language=language)
        page = people[person]
        assert (url, page.goto(url).status) == (url, 200)
        for look in seen(page, looks):
            found += [*look.faults, *foreign_words(look, language)]
    assert found == []


def foreign_words(look: Look, language: str) -> Iterator[str]:
    """Texts of the scene name their language, so one of another language shows itself."""
    if look.language != language:
        yield f"{look.url}: another language"
    others = [other for other in Language.values if other != language]
    yield from (f"{look.url}: words in {other}" for other in others if f"[{other}]" in look.words)


def test_refusals(page_for: PageFor):
    """Pages as they are after an act that was refused, with what stood against it."""
    scene = build_scene()
    recruiter, before = (page_for(scene["people"][who]) for who in ("recruiter", "before"))
    found = []
    for name in ("recruiting:candidate_add", "recruiting:interview_new"):
        recruiter.goto(address(scene, name))
        form = recruiter.locator("main form[method=post]").last
        form.evaluate("form => { form.noValidate = true; }")
        form.locator("[type=submit]").first.click()
        expect(recruiter.get_by_role("alert")).to_be_visible()
        found += faults(recruiter, REFUSED)
    found += [*held_back(recruiter, scene), *unfinished(before, scene)]
    assert found == []


def held_back(page: Page, scene: dict) -> list[str]:
    page.goto(address(scene, "recruiting:board"))
    page.get_by_role("button", name="To: Manager").first.click()
    expect(page.get_by_role("alert")).to_contain_text("scorecard is missing")
    return faults(page, REFUSED)


def unfinished(page: Page, scene: dict) -> list[str]:
    """A scorecard that was sent too early, and the panel that is still locked."""
    page.goto(address(scene, "scorecards:card"))
    page.locator("[name^=level-][value='1']").first.check()
    page.locator(f"#recommendation-{Recommendation.NO}").check()
    page.locator("#submit").click()
    expect(page.get_by_role("alert")).to_contain_text("2 things need your attention")
    found = faults(page, REFUSED)
    page.goto(address(scene, "scorecards:panel"))
    expect(page.get_by_text("You will see the others’ ratings after you submit yours")).to_be_visible()
    return [*found, *faults(page, REFUSED)]


def test_pages_that_say_no(page_for: PageFor, windows):
    scene = build_scene()
    page = page_for(scene["people"]["outsider"])
    found, answers = [], []
    for url in ("/nothing/", address(scene, "recruiting:board"), address(scene, "recruiting:vacancy_new")):
        answers.append(page.goto(url).status)
        found += faults(page, REFUSED)
    assert (answers, found) == ([404, 404, 403], [])
    page.close()
    assert len(windows.problems) == 3, windows.problems  # the browser notes each of these answers in its console
    windows.problems.clear()
