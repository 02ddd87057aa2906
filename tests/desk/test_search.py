"""Search finds candidates and vacancies by a part of the name, within reach only."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from recruiting.models import Vacancy
from tests.factories import make_application, make_candidate, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def application(recruiter):
    vacancy = make_vacancy(recruiter=recruiter, title="Support, night")
    return make_application(vacancy, candidate=make_candidate("Дарья Соколова", added_by=recruiter))


def look_up(client, user, words: str):
    client.force_login(user)
    return client.get(reverse("desk:search"), {"q": words})


def names(response) -> tuple[list[str], list[str]]:
    found = response.context["found"]
    return [row.candidate.full_name for row in found.applications], [row.title for row in found.vacancies]


@pytest.mark.parametrize("words", ["соко", "СОКО", "дарья", "  соколова  "])
def test_any_part_of_the_name_in_any_case(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == (["Дарья Соколова"], [])


def test_vacancies_by_title(client, recruiter, application):
    assert names(look_up(client, recruiter, "night")) == ([], ["Support, night"])


@pytest.mark.parametrize("words", ["", "с", "  с "])
def test_fewer_than_two_letters_find_nothing_and_say_so(client, recruiter, application, words):
    response = look_up(client, recruiter, words)
    assert names(response) == ([], [])
    assert "Type at least 2 letters" in response.content.decode()


def test_nothing_found_is_said_with_the_words(client, recruiter, application):
    assert "Nothing found for “&lt;b&gt;x”" in look_up(client, recruiter, "<b>x").content.decode()


@pytest.mark.parametrize("words", ["%%", "__", "\\\\"])
def test_signs_of_patterns_are_plain_letters(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == ([], [])


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER, Role.HIRING_MANAGER])
def test_nobody_finds_what_is_out_of_reach(client, application, role):
    stranger = make_user(role)
    assert names(look_up(client, stranger, "соко")) == ([], [])
    assert names(look_up(client, stranger, "night")) == ([], [])


def test_an_interviewer_finds_whom_they_meet(client, application):
    interviewer = make_user(Role.INTERVIEWER)
    make_application(
        application.vacancy, candidate=make_candidate("Соколов Пётр", added_by=application.vacancy.created_by)
    )
    make_interview(application, interviewer)
    assert names(look_up(client, interviewer, "соко")) == (["Дарья Соколова"], [])


def test_an_administrator_finds_everything(client, application):
    assert names(look_up(client, make_user(Role.ADMIN), "соко")) == (["Дарья Соколова"], [])


def test_the_number_of_queries_does_not_grow(
    client, recruiter, application, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(recruiter)
    with django_assert_max_num_queries(8) as few:
        client.get(reverse("desk:search"), {"q": "соко"})
    vacancy = Vacancy.objects.get()
    for number in range(20):
        make_application(vacancy, candidate=make_candidate(f"Соколов {number}", added_by=recruiter))
    with django_assert_num_queries(len(few)):
        client.get(reverse("desk:search"), {"q": "соко"})
