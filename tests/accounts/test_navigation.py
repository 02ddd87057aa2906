"""The main navigation says where one is: by the address, or by the place from which the crumbs of the page start."""

import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from tests.factories import make_application, make_user, make_vacancy

pytestmark = pytest.mark.django_db
CURRENT = re.compile(r'<nav class="rk-nav".*?</nav>', re.DOTALL)


def current(client, url: str) -> list[str]:
    """The entries marked as the place of this page."""
    nav = CURRENT.search(client.get(url).content.decode())
    assert nav is not None
    return re.findall(r'aria-current="page">([^<]+)<', nav.group())


@pytest.fixture
def recruiter(client):
    user = make_user(Role.HR)
    client.force_login(user)
    return user


def test_a_page_below_an_entry_lies_there(client, recruiter):
    vacancy = make_vacancy(recruiter=recruiter)
    assert current(client, reverse("recruiting:board", args=[vacancy.pk])) == ["Vacancies"]


def test_a_page_elsewhere_lies_where_its_crumbs_start(client, recruiter):
    application = make_application(make_vacancy(recruiter=recruiter))
    pages = {
        reverse("recruiting:application", args=[application.pk]): ["Vacancies"],
        reverse("recruiting:unanswered"): ["Candidates"],
        reverse("recruiting:letter_templates"): ["Candidates"],
        reverse("recruiting:pipelines"): ["Vacancies"],
    }
    assert {url: current(client, url) for url in pages} == pages


def test_my_day_is_not_the_place_of_every_page(client, recruiter):
    assert (current(client, "/"), current(client, reverse("accounts:settings"))) == (["My day"], [])
