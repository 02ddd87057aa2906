import re

import pytest

from accounts.enums import Role
from outbox.models import OutboundMessage
from tests.factories import make_user
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


def log_in(client, email: str, password: str = PASSWORD):
    return client.post("/login/", {"login": email, "password": password})


@pytest.mark.parametrize("role", Role)
def test_every_role_logs_in_with_address_and_password_and_lands_on_my_day(client, role):
    user = make_user(role)
    response = log_in(client, user.email.upper())
    assert (response.status_code, response.url) == (302, "/")


def test_a_wrong_password_says_so_without_telling_whether_the_account_exists(client):
    user = make_user()
    known = log_in(client, user.email, "wrong password").content.decode()
    unknown = log_in(client, "nobody@example.org", "wrong password").content.decode()
    errors = [re.findall(r'role="alert"[^>]*>(.*?)</div>', page, re.S) for page in (known, unknown)]
    assert errors[0] == errors[1] != []


def test_guessing_is_slowed_down_after_five_failures(client):
    user = make_user()
    for _ in range(5):
        log_in(client, user.email, "wrong password")
    assert "_auth_user_id" not in client.session
    log_in(client, user.email)
    assert "_auth_user_id" not in client.session


def test_a_switched_off_account_cannot_log_in(client):
    user = make_user(is_active=False)
    response = log_in(client, user.email)
    assert (response.status_code, response.url) == (302, "/inactive/")


def test_nobody_signs_up(client):
    assert client.get("/signup/").status_code == 404


def test_a_forgotten_password_is_reset_through_the_outbox(client):
    user = make_user()
    client.post("/password/reset/", {"email": user.email})
    mail = OutboundMessage.objects.get()
    assert (mail.to, mail.kind) == (user.email, "account")
    assert mail.subject == "A new password for Rubrika"
    link = re.search(r"http://[^/]+(/password/reset/\S+)", mail.body).group(1)
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    fresh = "another long password"
    client.post(action, {"password1": fresh, "password2": fresh})
    assert log_in(client, user.email, fresh).url == "/"


def test_a_reset_link_works_once(client):
    user = make_user()
    client.post("/password/reset/", {"email": user.email})
    link = re.search(r"http://[^/]+(/password/reset/\S+)", OutboundMessage.objects.get().body).group(1)
    action = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(action, {"password1": "another long password", "password2": "another long password"})
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_asking_for_an_unknown_address_looks_the_same_on_screen(client):
    user = make_user()
    answers = [client.post("/password/reset/", {"email": email}) for email in (user.email, "nobody@example.org")]
    assert [(one.status_code, one.url) for one in answers] == [(302, "/password/reset/sent/")] * 2


@pytest.mark.parametrize("path", ["/", "/vacancies/", "/library/", "/settings/"])
def test_a_guest_is_led_to_log_in_and_back(client, path):
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"/login/?next={path}")


def test_the_way_to_a_new_password_stands_once(client):
    assert client.get("/login/").content.decode().count('href="/password/reset/"') == 1
