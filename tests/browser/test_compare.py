"""Eight candidates side by side on a small office screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PageFor
from tests.factories import make_application, make_candidate, make_card, make_interview, make_user, make_vacancy

NAMES = ("Дарья Соколова-Петренко", "Ștefan Țurcanu", "Ecaterina Munteanu", "Олег Ткаченко")


@pytest.fixture
def eight(transactional_db):
    """Eight candidates, each rated by one of two interviewers; some have long names, some fall below."""
    vacancy = make_vacancy()
    raters = [make_user(), make_user()]
    for number in range(8):
        name = NAMES[number] if number < len(NAMES) else f"Candidate {number}"
        application = make_application(vacancy, candidate=make_candidate(name, added_by=vacancy.created_by))
        interview = make_interview(application, *raters, starts_at=timezone.now() - timedelta(days=number + 1))
        for rater, levels in zip(raters, ([2, 4], [number % 5 + 1, 4]), strict=True):
            make_card(interview, rater, levels=levels)
    return vacancy


def test_eight_candidates_fit_without_moving_sideways(page_for: PageFor, eight):
    page = page_for(eight.created_by, width=1280, height=800)
    page.goto(f"/vacancies/{eight.pk}/compare/")
    matrix = page.get_by_role("region", name="Matrix, scrolls sideways")
    expect(matrix.locator("thead th")).to_have_count(9)
    widths = matrix.evaluate("area => [area.scrollWidth, area.clientWidth, document.documentElement.scrollWidth]")
    assert (widths[0] - widths[1], widths[2]) == (0, 1280)
    cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)"
    assert matrix.locator("th, td").evaluate_all(cut) == []


def test_the_evidence_is_in_sight_of_the_cell_that_was_chosen(page_for: PageFor, eight):
    page = page_for(eight.created_by, width=1280, height=800)
    page.goto(f"/vacancies/{eight.pk}/compare/")
    cell = page.locator(".rk-cmp tbody .rk-cell").first
    cell.click()
    evidence = page.locator("#evidence")
    expect(evidence.locator(".rk-voice")).to_have_count(2)
    expect(evidence).to_be_in_viewport()
    expect(cell).to_be_in_viewport()
