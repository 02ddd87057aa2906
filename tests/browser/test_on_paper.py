"""What a page gives on a sheet of A4: all of it, without what can only be pressed or filled in."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PageFor
from tests.factories import make_application, make_vacancy

SHEET = 673  # px between the margins


def on_paper(page: Page, url: str) -> Page:
    page.goto(url)
    page.emulate_media(media="print")
    return page


def test_every_stage_of_the_board_is_on_the_sheet(page_for: PageFor, transactional_db):
    vacancy = make_vacancy()
    for stage in vacancy.stages.all():
        make_application(vacancy, stage=stage.key)
    page = on_paper(page_for(vacancy.created_by, width=SHEET), f"/vacancies/{vacancy.pk}/")
    edges = page.locator(".rk-card").evaluate_all("cards => cards.map(card => card.getBoundingClientRect().right)")
    assert (len(edges), max(edges) <= SHEET) == (vacancy.applications.count(), True)
    assert page.locator("main .btn").locator("visible=true").count() == 0


def test_a_candidate_is_printed_without_forms_and_a_vacancy_with_its_grid(page_for: PageFor, transactional_db):
    application = make_application()
    page = on_paper(page_for(application.vacancy.created_by, width=SHEET), f"/applications/{application.pk}/")
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    assert page.locator("main").locator("textarea, select, .btn").locator("visible=true").count() == 0
    on_paper(page, f"/vacancies/{application.vacancy_id}/about/")
    expect(page.get_by_text(application.vacancy.grid.items.first().name, exact=True).first).to_be_visible()
