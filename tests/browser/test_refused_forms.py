"""A form that was refused says where to begin: the focus stands on the list of what to mend, or in the one field."""

import pytest
from playwright.sync_api import Page

from accounts.enums import Role
from accounts.models import User
from tests.browser.conftest import PageFor
from tests.factories import make_application, make_interview, make_user, make_vacancy

FOCUSED = "() => document.activeElement.closest('[data-focus], .is-invalid')?.tagName"


@pytest.fixture
def recruiter(transactional_db) -> User:
    return make_user(Role.HR)


def refused(page: Page, url: str, button: str, field: str = "", value: str = "") -> str | None:
    """The element that has the focus once the form was sent with this value, past what the browser would say of it."""
    page.goto(url)
    page.locator("main form").evaluate_all("forms => forms.forEach(form => { form.noValidate = true; })")
    if field:
        page.locator(f"main [name={field}]").fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()
    page.wait_for_load_state()
    return page.evaluate(FOCUSED)


def test_pages_of_ones_own(page_for: PageFor, recruiter):
    page = page_for(recruiter)
    found = {
        "settings": refused(page, "/settings/", "Save", "full_name"),
        "leave": refused(page, "/leave/", "Write the leave down"),
        "password": refused(page, "/password/change/", "Save the password"),
    }
    assert found == {"settings": "DIV", "leave": "DIV", "password": "DIV"}


def test_pages_of_the_work(page_for: PageFor, recruiter):
    application = make_application(make_vacancy(recruiter=recruiter))
    interview = make_interview(application, recruiter)
    rules = f"/vacancies/{application.vacancy_id}/reminders/"
    page = page_for(recruiter)
    found = {
        "cancel": refused(page, f"/interviews/{interview.pk}/cancel/", "Cancel the interview"),
        "step off": refused(page, f"/interviews/{interview.pk}/step-off/", "Step off this panel"),
        "note": refused(page, f"/applications/{application.pk}/", "Keep the note"),
        "rules": refused(page, rules, "Save", "interview_ahead-first", "-1"),
    }
    assert found == {"cancel": "DIV", "step off": "FIELDSET", "note": "TEXTAREA", "rules": "DIV"}
