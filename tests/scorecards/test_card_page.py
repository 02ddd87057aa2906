"""The page on which an interviewer rates: it opens for the seat's holder, shows anchors, and answers every act."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from tests.factories import make_application, make_interview, make_user

pytestmark = pytest.mark.django_db


def address(name: str, interview, application) -> str:
    return reverse(f"scorecards:{name}", args=[interview.pk, application.pk])


def test_page_opens(client):
    person = make_user(Role.INTERVIEWER)
    application = make_application()
    interview = make_interview(application, person)
    client.force_login(person)
    for name in ("card", "kit"):
        response = client.get(address(name, interview, application))
        assert response.status_code == 200
    assert client.get(reverse("scorecards:panel", args=[application.pk])).status_code == 200
