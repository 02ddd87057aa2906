"""An interview is called off on its own page: the button belongs to the form that holds the reason."""

import pytest
from playwright.sync_api import expect

from recruiting.enums import InterviewState
from tests.browser.acts import field
from tests.browser.conftest import PageFor
from tests.factories import make_application, make_interview, make_user, make_vacancy


@pytest.mark.parametrize("javascript", [True, False])
def test_an_interview_is_cancelled_with_its_reason(page_for: PageFor, transactional_db, javascript):
    interview = make_interview(make_application(make_vacancy()), make_user())
    page = page_for(interview.created_by, javascript=javascript)
    page.goto(f"/interviews/{interview.pk}/")
    page.get_by_role("link", name="Cancel the interview").click()
    field(page, "Why").fill("The vacancy waits")
    page.get_by_role("button", name="Cancel the interview").click()
    expect(page.get_by_text("The vacancy waits")).to_be_visible()
    interview.refresh_from_db()
    assert (interview.state, interview.state_reason) == (InterviewState.CANCELLED, "The vacancy waits")
