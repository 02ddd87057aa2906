"""What people do on the pages, step by step, in English. Each act starts and ends on a page that it names."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Error, Locator, Page, expect

from accounts.models import User
from desk.demo.cv import cv_file
from recruiting.models import Application, Interview, Vacancy
from scorecards.enums import Recommendation

LOOK = 50  # ms between two looks at a page
LOOKS = 200


def open_vacancy(page: Page, *, role: str, stages: str, team: dict[str, list[User]]) -> Vacancy:
    """From the list of vacancies to the board of the new one; `team` by the heading of its field."""
    page.goto("/vacancies/")
    page.get_by_role("link", name="Open a vacancy").first.click()
    field(page, "Role").select_option(role)
    page.get_by_role("button", name="Continue").click()
    field(page, "Stages").select_option(label=stages)
    for function, people in team.items():
        for person in people:
            page.get_by_role("group", name=function).get_by_label(person.full_name).check()
    page.get_by_role("button", name="Open the vacancy").click()
    expect(page.get_by_text("The vacancy is open.")).to_be_visible()
    return Vacancy.objects.get()


def field(page: Page, label: str) -> Locator:
    """The field with this label, which may carry the asterisk of a required one."""
    return page.get_by_label(re.compile(rf"^\s*{label}\s*\*?\s*$"))


def wait_until(page: Page, question: str) -> None:
    """Ask the page again until the answer is yes.

    Playwright's own waiting compiles the question inside the page at every look but the first, which the content
    security policy forbids.
    """
    for _look in range(LOOKS):
        try:
            if page.evaluate(question):
                return
        except Error:  # the page is just being loaded
            pass
        page.wait_for_timeout(LOOK)
    raise AssertionError(f"{page.url} never came to {question}")


def add_candidates(page: Page, vacancy: Vacancy, names: list[str]) -> list[Application]:
    """From the board, one form after another, each with a CV."""
    page.goto(f"/vacancies/{vacancy.pk}/")
    page.get_by_role("link", name="Add a candidate").first.click()
    for name in names:
        email = f"{name.split()[0].lower()}@mail.example"
        field(page, "Name").fill(name)
        field(page, "E-mail").fill(email)
        cv = cv_file(name=name, email=email, language="en")
        field(page, "CV").set_input_files({"name": "CV.pdf", "mimeType": "application/pdf", "buffer": cv.read()})
        last = name == names[-1]
        page.get_by_role("button", name="Add" if last else "Add, then another", exact=True).click()
        expect(page.locator("#messages")).to_contain_text(name)
    return [vacancy.applications.get(candidate__full_name=name) for name in names]


def move(page: Page, application: Application, stage: str) -> None:
    """On the board, by the menu of the card."""
    card = page.locator(f"#card-{application.pk}")
    card.locator("summary").click()
    card.locator(".rk-menu").get_by_role("button", name=f"To: {stage}").click()


def plan_interview(page: Page, application: Application, panel: list[User], clock: str) -> Interview:
    """From the candidate's page, for tomorrow."""
    page.goto(f"/applications/{application.pk}/")
    page.get_by_role("link", name="Plan an interview").click()
    for person in panel:
        page.get_by_label(person.full_name).check()
    field(page, "Day").fill(f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}")
    field(page, "Start").fill(clock)
    page.get_by_role("button", name="Plan and invite").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(application.candidate.full_name)
    return Interview.objects.get(attendances__application=application)


def let_pass(interview: Interview, *, ago: timedelta) -> None:
    """The meeting has ended that long ago: interviews cannot be planned in the past."""
    now = timezone.now()
    length = interview.ends_at - interview.starts_at
    interview.starts_at, interview.ends_at = now - ago - length, now - ago
    interview.save(update_fields=["starts_at", "ends_at"])


def fill_card(page: Page, levels: list[int], evidence: str) -> None:
    """On the scorecard's page, everything that sealing needs."""
    rows = page.locator("fieldset.rk-rate").filter(has=page.locator("[name^=level-]"))
    expect(rows).to_have_count(len(levels))
    for row, level in zip(rows.all(), levels, strict=True):
        row.locator(f"[name^=level-][value='{level}']").check()
        row.get_by_label("Evidence", exact=True).fill(evidence)
    page.locator(f"#recommendation-{Recommendation.YES}").check()


def submit_card(page: Page) -> None:
    page.get_by_role("button", name="Submit and seal").click()
    expect(page.get_by_text("Your scorecard is submitted and sealed.")).to_be_visible()
