"""A form of a tab that was opened before somebody logged in or out in the same browser."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_user


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("ru", "Ничего не сделано"), ("ro", "Nu s-a făcut nimic")])
def test_a_form_with_the_token_of_an_earlier_log_in_is_refused_in_words(language, words):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(language=language))
    answer = client.post(reverse("account_logout"))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert (words in text, "rubrika.css" in text, "CSRF" in text) == (True, True, False)
