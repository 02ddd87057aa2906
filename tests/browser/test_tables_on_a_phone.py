"""Tables that become blocks on a phone: each value beside or below the name of its column, in every language."""

import pytest
from playwright.sync_api import Locator

from accounts.enums import Role
from tests.browser.conftest import PageFor
from tests.factories import make_grid, make_user, make_vacancy


def left(one: Locator) -> float:
    return one.evaluate("node => node.getBoundingClientRect().left")


def width(one: Locator) -> float:
    return one.evaluate("node => node.getBoundingClientRect().width")


def test_a_value_of_two_parts_stays_beside_the_name_of_its_column(page_for: PageFor, transactional_db):
    vacancy = make_vacancy()
    page = page_for(vacancy.created_by, width=390)
    page.goto("/vacancies/")
    days = page.locator(".rk-aged")
    name = days.locator("xpath=ancestor::td")
    assert {left(part) - left(name) > 100 for part in (days.locator("svg"), days.locator(".rk-age"))} == {True}


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_the_grid_editor_gives_its_fields_and_the_ladder_their_room(page_for: PageFor, transactional_db, language):
    grid = make_grid(published=False)
    page = page_for(make_user(Role.HR, language=language), width=390)
    page.goto(f"/library/grids/{grid.pk}/edit/")
    row = page.locator(".rk-gridtable tbody tr").first
    ladder, weight = row.locator("td:has(.rk-ladder)"), row.locator("input.rk-short").first
    assert (width(ladder) > 250, width(weight) > 60) == (True, True)
