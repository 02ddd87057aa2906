"""A form of a tab that was opened before somebody logged in or out in the same browser."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_application, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), [("ru", "Ничего не сделано"), ("ro", "Nu s-a făcut nimic")])
def test_a_form_with_the_token_of_an_earlier_log_in_is_refused_in_words(language, words):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(language=language))
    answer = client.post(reverse("account_logout"))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert (words in text, "rubrika.css" in text, "CSRF" in text) == (True, True, False)


@pytest.fixture
def page() -> str:
    """A page with a form that is sent to an address of its own, which shows nothing."""
    return reverse("recruiting:application", args=[make_application().pk])


def note(page: str) -> str:
    return page + "notes/add/"


class TestAFormOfSomebodyLoggedOut:
    def test_leads_back_to_its_page_after_logging_in(self, client, page):
        sent = client.post(
            note(page), {"text": "Calls at noon"}, headers={"referer": f"http://testserver{page}?kind=all"}
        )
        assert (sent.status_code, sent.url) == (302, f"/login/?next={page}%3Fkind%3Dall")

    def test_is_told_of_on_the_page_to_log_in(self, client, page):
        shown = client.post(note(page), {"text": "Calls at noon"}, follow=True, headers={"accept-language": "ru"})
        assert "поэтому ничего не сделано" in shown.content.decode()

    @pytest.mark.parametrize("referer", ["", "https://elsewhere.example/applications/1/", "http://testserver"])
    def test_leads_to_my_day_where_its_page_is_unknown(self, client, page, referer):
        assert client.post(note(page), headers={"referer": referer}).url == "/login/?next=/"

    @pytest.mark.parametrize("header", ["hx-request", "x-requested-with"])
    def test_of_a_page_that_stays_is_answered_without_a_message(self, client, page, header):
        answer = client.post(note(page), headers={header: "true", "referer": f"http://testserver{page}"})
        assert (answer.url, "messages" in answer.cookies) == (f"/login/?next={note(page)}", False)


@pytest.mark.parametrize(("language", "words"), [("ru", "Здесь нечего показать"), ("ro", "nimic de afișat")])
def test_an_address_that_only_takes_a_form_says_so_in_words(client, page, language, words):
    client.force_login(make_user(language=language))
    answer = client.get(note(page))
    assert (answer.status_code, answer.headers["Allow"], words in answer.content.decode()) == (405, "POST", True)
    assert "Content-Security-Policy" in answer.headers


def test_the_browser_is_told_to_drop_its_pages_when_somebody_logs_out(client):
    client.force_login(make_user())
    stays, leaves = client.get(reverse("account_logout")), client.post(reverse("account_logout"))
    assert ("Clear-Site-Data" in stays.headers, leaves.headers["Clear-Site-Data"]) == (False, '"cache"')
