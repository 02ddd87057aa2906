"""Search finds candidates and vacancies by a part of the name or a misspelt one, within reach only."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.enums import Role
from desk.domain.searching import applications_named
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


@pytest.mark.parametrize(
    "words",
    ["сокалова", "Сокоова", "дараья", "Соколоваа", "соколова дарья", "сокалова дарь", "Дарь"],
)
def test_a_misspelt_name_and_words_in_any_order(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == (["Дарья Соколова"], [])


@pytest.mark.parametrize("words", ["сак", "Петрова", "дарья петрова", "соколова иван"])
def test_another_name_is_not_found(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == ([], [])


def test_a_name_that_holds_the_words_stands_before_one_that_is_alike(client, recruiter, application):
    for name in ("Андрей Соколав", "Яна Соколов"):
        make_application(application.vacancy, candidate=make_candidate(name, added_by=recruiter))
    found = names(look_up(client, recruiter, "соколов"))[0]
    assert found == ["Дарья Соколова", "Яна Соколов", "Андрей Соколав"]


def test_a_misspelt_title(client, recruiter, application):
    assert names(look_up(client, recruiter, "suport nigth")) == ([], ["Support, night"])


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


MANY_CANDIDATES = """
INSERT INTO recruiting_candidate (uid, full_name, name_sort, email, phone, language, city, added_by_id, added_at)
SELECT gen_random_uuid(), initcap(translate(md5(i::text), '0123456789', 'ghijklmnop')), '', '', '', 'en', '', %s, now()
FROM generate_series(1, 200000) AS i
"""
MANY_APPLICATIONS = """
INSERT INTO recruiting_application (candidate_id, vacancy_id, stage_id, stage_since, state, revision, source,
    is_internal, applied_at, no_letter_reason)
SELECT id, %s, %s, now(), 'active', 0, 'other', false, now(), '' FROM recruiting_candidate
WHERE NOT EXISTS (SELECT 1 FROM recruiting_application WHERE candidate_id = recruiting_candidate.id)
"""


@pytest.mark.slow
@pytest.mark.parametrize("words", ["соко", "сокалова", "дарья сокалова"])
def test_the_trigram_index_is_used_among_200_000_candidates(recruiter, application, words):
    vacancy = application.vacancy
    with connection.cursor() as cursor:
        cursor.execute(MANY_CANDIDATES, [recruiter.pk])
        cursor.execute(MANY_APPLICATIONS, [vacancy.pk, vacancy.stages.first().pk])
        cursor.execute("ANALYZE recruiting_candidate, recruiting_application")
    plan = applications_named(words, recruiter).explain()
    assert "Bitmap Index Scan on candidate_name_trigrams" in plan
    assert "Seq Scan on recruiting_candidate" not in plan


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
