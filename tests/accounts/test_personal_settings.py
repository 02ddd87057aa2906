import re

import pytest
from django.utils import translation

from accounts.enums import Role
from accounts.forms.personal import PersonalSettingsForm
from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def posted(user: User, **changes) -> dict:
    fields = {
        "full_name": user.full_name,
        "language": user.language,
        "theme": user.theme,
        "time_zone": user.time_zone,
        "country": user.country,
        "work_days": user.work_days,
        "work_from": "09:00",
        "work_until": "18:00",
        "quiet_from": "21:00",
        "quiet_until": "08:00",
    }
    return fields | changes


@pytest.mark.parametrize(("language", "word"), [("en", "Vacancies"), ("ru", "Вакансии"), ("ro", "Posturi vacante")])
def test_pages_speak_the_language_of_the_person(client, language, word):
    client.force_login(make_user(language=language))
    page = client.get("/settings/").content.decode()
    assert f'<html lang="{language}"' in page
    assert word in page


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", "Moldova Romania Russia Ukraine Germany United Kingdom United States"),
        ("ru", "Молдова Румыния Россия Украина Германия Великобритания США"),
        ("ro", "Moldova România Rusia Ucraina Germania Regatul Unit Statele Unite"),
    ],
)
def test_countries_are_named_in_the_language_of_the_person(client, language, names):
    client.force_login(make_user(language=language))
    page = client.get("/settings/").content.decode()
    options = page.split('<select name="country"')[1].split("</select>")[0]
    assert " ".join(re.findall(r">([^<>]+)</option>", options)) == names


def test_the_log_in_page_speaks_the_language_of_whose_session_ended(client):
    client.force_login(make_user(language="ro"))
    client.get("/settings/")
    del client.cookies["sessionid"]
    answer = client.post("/settings/", {}, follow=True)
    assert '<html lang="ro"' in answer.content.decode()
    assert client.get("/settings/", follow=True, headers={"accept-language": "en"}).wsgi_request.LANGUAGE_CODE == "ro"


def test_the_language_changes_with_the_next_page(client):
    user = make_user()
    client.force_login(user)
    client.post("/settings/", posted(user, language="ru"))
    user.refresh_from_db()
    assert user.language == "ru"
    assert '<html lang="ru"' in client.get("/settings/").content.decode()


def test_the_chosen_theme_overrides_the_system(client):
    user = make_user()
    client.force_login(user)
    client.post("/settings/", posted(user, theme="dark"))
    assert 'data-bs-theme="dark"' in client.get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("time_zone", "Mars/Olympus"), ("language", "de"), ("work_days", [9]), ("work_until", "08:00"), ("full_name", "")],
)
def test_nonsense_is_refused_and_nothing_is_saved(client, field, value):
    user = make_user()
    client.force_login(user)
    response = client.post("/settings/", posted(user, **{field: value}))
    assert response.status_code == 422
    before = getattr(user, field)
    user.refresh_from_db()
    assert getattr(user, field) == before


def test_nobody_changes_role_or_address_through_the_settings(client):
    user = make_user()
    client.force_login(user)
    client.post("/settings/", posted(user, role="admin", email="else@example.org"))
    was = (user.role, user.email)
    user.refresh_from_db()
    assert (user.role, user.email) == was


def test_settings_saved_at_the_same_moment_give_no_access_back():
    user = make_user(Role.HR, full_name="Ana")
    form = PersonalSettingsForm(posted(user, full_name="Ana Rusu"), instance=User.objects.get(pk=user.pk))
    User.objects.filter(pk=user.pk).update(is_active=False, role=Role.INTERVIEWER, email="new@example.org")
    assert form.is_valid()
    form.save()
    user.refresh_from_db()
    assert (user.full_name, user.is_active, user.role, user.email) == (
        "Ana Rusu", False, Role.INTERVIEWER, "new@example.org",
    )  # fmt: skip


def test_a_guest_chooses_a_language_for_the_log_in_page(client):
    client.post("/language/", {"language": "ro", "next": "/login/"})
    assert '<html lang="ro"' in client.get("/login/").content.decode()


def test_a_guest_gets_the_language_of_the_browser(client):
    assert '<html lang="ru"' in client.get("/login/", headers={"accept-language": "ru-RU,ru;q=0.9"}).content.decode()


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "nowhere", "desk:my_day", "a\0b", ""]
)
def test_the_language_form_leads_only_to_our_own_pages(client, back):
    response = client.post("/language/", {"language": "ro", "next": back})
    assert (response.status_code, response.url) == (302, "/login/")


def test_the_language_of_one_page_does_not_leak_into_the_next(client):
    client.force_login(make_user(language="ru"))
    client.get("/settings/")
    assert translation.get_language() == "en"
