"""Names and titles of one long word, and the longest words of a language, on the narrowest screen."""

import pytest

from accounts.enums import Role
from recruiting.enums import Scope
from tests.browser.conftest import PageFor
from tests.browser.looking import overflow
from tests.factories import make_application, make_candidate, make_user, make_vacancy

LONG = ("Достопримечательность" * 8)[:150]


@pytest.fixture
def pages(transactional_db):
    """A vacancy whose title, stages, manager and candidate are long words, and its pages."""
    vacancy = make_vacancy(title=LONG, hiring_manager=make_user(Role.HIRING_MANAGER, full_name=LONG))
    vacancy.stages.filter(scope=Scope.CANDIDATE).update(name_en=LONG[:80])
    row = make_application(vacancy, candidate=make_candidate(LONG, added_by=vacancy.created_by))
    board, one = f"/vacancies/{vacancy.pk}/", f"/applications/{row.pk}/"
    of_vacancy = [board, f"{board}?view=list", f"{board}about/", f"{board}candidates/add/", f"{board}reminders/"]
    of_candidate = [one, f"{one}close/", f"{one}data/", f"{one}letters/new/", f"{one}calls/add/"]
    everywhere = ["/", "/vacancies/", "/candidates/", "/letters/unanswered/", f"{board}interviews/new/"]
    return vacancy.created_by, [*everywhere, *of_vacancy, *of_candidate]


def test_long_words_break_and_no_page_moves_sideways(page_for: PageFor, pages):
    recruiter, addresses = pages
    page = page_for(recruiter, width=320)
    wide = []
    for address in addresses:
        page.goto(address)
        wide += [f"{address}: {fault}" for fault in overflow(page)]
    page.set_viewport_size({"width": 768, "height": 900})
    page.goto(next(address for address in addresses if address.endswith("view=list")))
    assert [*wide, *overflow(page)] == []
