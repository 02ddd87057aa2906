"""The pages of a hiring team in full swing: three languages on one page, many candidates, long names, every state."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from desk.demo.story import make_team, play
from recruiting.models import Application, Vacancy
from scorecards.models import Scorecard
from tests.browser.conftest import PageFor
from tests.browser.looking import LOOKS, faults
from tests.factories.people import PASSWORD


@pytest.fixture
def cast(transactional_db) -> dict[str, User]:
    call_command("load_library", stdout=StringIO())
    team = make_team(PASSWORD)
    play(team, timezone.now())
    return team


def addresses() -> dict[str, list[str]]:
    """What each person opens, by the person's key."""
    vacancy = Vacancy.objects.get(title="Middle customer support specialist")
    rated = Application.objects.get(candidate__full_name="Alina Rusu")
    draft = Scorecard.objects.get(state="draft")
    sealed = Scorecard.objects.filter(interviewer__full_name="Irina Moraru", state="submitted").first()
    at = f"/vacancies/{vacancy.pk}/"
    cell = f"{rated.pk}-{vacancy.grid.items.first().pk}"
    return {
        "elena": [
            "/",
            at,
            f"{at}about/",
            f"{at}?age=over",
            f"/applications/{rated.pk}/",
            "/candidates/",
            "/interviews/",
        ],
        "radu": [
            "/",
            f"{at}compare/?cell={cell}",
            f"/applications/{rated.pk}/decision/",
            "/decisions/",
            "/search/?q=li",
        ],
        "irina": ["/", card(sealed), f"/applications/{sealed.application_id}/scorecards/", "/interviews/?when=past"],
        "pavel": [
            "/",
            card(draft),
            card(draft).replace("scorecards", "kit"),
            "/library/",
            "/library/roles/support_middle/",
        ],
        "nina": ["/", "/vacancies/", "/vacancies/new/?role=support_junior"],
        "admin": ["/", f"/library/grids/{vacancy.grid_id}/"],
    }


def card(one: Scorecard) -> str:
    return f"/interviews/{one.interview_id}/scorecards/{one.application_id}/"


def test_pages_in_full_swing(page_for: PageFor, cast):
    found = []
    for key, urls in addresses().items():
        page = page_for(cast[key])
        found += [fault for url in urls for fault in look(page, url)]
    assert found == []


def look(page: Page, url: str) -> list[str]:
    assert (url, page.goto(url).status) == (url, 200)
    return faults(page, [LOOKS[0], LOOKS[3]])
