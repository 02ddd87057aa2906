"""Every page and act as somebody who may not: 404 out of reach, 403 for a forbidden act."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from recruiting.domain.adding import attach_file
from recruiting.domain.uploads import examine
from recruiting.enums import FileKind, TeamFunction
from recruiting.models import TeamMember
from tests.factories import make_application, make_interview, make_user, make_vacancy
from tests.recruiting.documents import PDF, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    application = make_application(make_vacancy(), stage="review")
    attach_file(
        candidate=application.candidate,
        file=examine(upload("cv.pdf", PDF)),
        kind=FileKind.CV,
        by=application.vacancy.created_by,
        now=application.applied_at,
    )
    return application


def pages(application) -> dict[str, str]:
    """Address by name of all that belongs to one vacancy."""
    on_vacancy = ["board", "vacancy_settings", "vacancy_state", "candidate_add"]
    on_application = ["application", "move", "close", "file_add"]
    found = {name: reverse(f"recruiting:{name}", args=[application.vacancy_id]) for name in on_vacancy}
    found |= {name: reverse(f"recruiting:{name}", args=[application.pk]) for name in on_application}
    file = application.candidate.files.get()
    return found | {"file": reverse("recruiting:file", args=[file.uid])}


READ = ["board", "vacancy_settings", "application", "file"]
FORMS = ["candidate_add", "close"]
ACTS = ["vacancy_settings", "vacancy_state", "candidate_add", "move", "close", "file_add"]


def member(application, role: Role, function: TeamFunction):
    user = make_user(role)
    TeamMember.objects.create(vacancy=application.vacancy, user=user, function=function)
    return user


def statuses(client, application, get: list[str], post: list[str]) -> set[tuple[str, int]]:
    addresses = pages(application)
    read = {(f"GET {name}", status(client.get(addresses[name]))) for name in get}
    return read | {(f"POST {name}", status(client.post(addresses[name]))) for name in post}


def status(response) -> int:
    if response.streaming:
        response.getvalue()  # a file is closed once it has been read
    return response.status_code


def all_with(status: int, get: list[str], post: list[str]) -> set[tuple[str, int]]:
    return {(f"GET {name}", status) for name in get} | {(f"POST {name}", status) for name in post}


def test_a_guest_is_sent_to_the_entrance(client, application):
    for address in [*pages(application).values(), reverse("recruiting:vacancies"), reverse("recruiting:candidates")]:
        response = client.get(address)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("role", [Role.HR, Role.HIRING_MANAGER, Role.INTERVIEWER])
def test_another_teams_vacancy_does_not_exist(client, application, role):
    client.force_login(make_user(role))
    assert statuses(client, application, [*READ, *FORMS], ACTS) == all_with(404, [*READ, *FORMS], ACTS)


def test_the_hiring_manager_reads_all_and_runs_nothing(client, application):
    client.force_login(application.vacancy.members.get(function="hiring_manager").user)
    assert statuses(client, application, READ, []) == all_with(200, READ, [])
    assert statuses(client, application, FORMS, ACTS) == all_with(403, FORMS, ACTS)


def test_the_administrator_reads_all_and_runs_nothing(client, application):
    client.force_login(make_user(Role.ADMIN))
    assert statuses(client, application, READ, []) == all_with(200, READ, [])
    assert statuses(client, application, FORMS, ACTS) == all_with(403, FORMS, ACTS)


def test_an_interviewer_of_the_team_sees_the_vacancy_but_nobody_whom_they_do_not_meet(client, application):
    client.force_login(member(application, Role.INTERVIEWER, TeamFunction.INTERVIEWER))
    vacancy_pages = ["board", "vacancy_settings"]
    assert statuses(client, application, vacancy_pages, []) == all_with(200, vacancy_pages, [])
    hidden = ["application", "file", "close"]
    assert statuses(client, application, hidden, ["move", "close", "file_add"]) == all_with(
        404, hidden, ["move", "close", "file_add"]
    )
    assert statuses(client, application, ["candidate_add"], ["vacancy_settings", "vacancy_state"]) == all_with(
        403, ["candidate_add"], ["vacancy_settings", "vacancy_state"]
    )


def test_a_seat_opens_the_candidate_and_not_the_vacancy(client, application):
    interviewer = make_user(Role.INTERVIEWER)
    make_interview(application, interviewer)
    client.force_login(interviewer)
    assert statuses(client, application, ["application", "file"], []) == all_with(200, ["application", "file"], [])
    assert statuses(client, application, ["board", "vacancy_settings"], []) == all_with(
        404, ["board", "vacancy_settings"], []
    )
    assert statuses(client, application, ["close"], ["move", "close", "file_add"]) == all_with(
        403, ["close"], ["move", "close", "file_add"]
    )


def test_an_hr_manager_who_only_interviews_does_not_run_the_vacancy(client, application):
    client.force_login(member(application, Role.HR, TeamFunction.INTERVIEWER))
    assert statuses(client, application, ["candidate_add"], ["vacancy_state"]) == all_with(
        403, ["candidate_add"], ["vacancy_state"]
    )


@pytest.mark.parametrize("role", [Role.HIRING_MANAGER, Role.INTERVIEWER, Role.ADMIN])
def test_only_hr_opens_vacancies(client, role):
    client.force_login(make_user(role))
    assert client.get(reverse("recruiting:vacancy_new")).status_code == 403
    assert client.post(reverse("recruiting:vacancy_new")).status_code == 403


@pytest.mark.parametrize("name", ["move", "file_add", "vacancy_state"])
def test_acts_are_never_done_by_reading(client, application, name):
    client.force_login(application.vacancy.created_by)
    assert client.get(pages(application)[name]).status_code == 405


def test_the_lists_hold_only_what_the_person_may_see(client, application):
    other = make_application(make_vacancy(title="Another team's vacancy"))
    client.force_login(application.vacancy.created_by)
    vacancies = client.get(reverse("recruiting:vacancies"))
    assert [row.pk for row in vacancies.context["page"]] == [application.vacancy_id]
    candidates = client.get(reverse("recruiting:candidates"))
    assert [row.pk for row in candidates.context["page"]] == [application.candidate_id]
    assert other.candidate.full_name not in candidates.content.decode()
    assert "Another team" not in candidates.content.decode()  # not in the filter either
