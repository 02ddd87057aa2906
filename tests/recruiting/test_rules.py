"""Who may do what: the role says it in general, the team says on which vacancy."""

import pytest
from django.db.models import prefetch_related_objects

from accounts.enums import Role
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from tests.factories import make_user, make_vacancy

pytestmark = pytest.mark.django_db
ON_A_VACANCY = ["view_vacancy", "run_vacancy", "decide_vacancy", "read_contacts"]


def allowed(user, vacancy) -> set[str]:
    return {name for name in ON_A_VACANCY if user.has_perm(f"recruiting.{name}", vacancy)}


@pytest.mark.parametrize(
    ("role", "function", "expected"),
    [
        (Role.HR, TeamFunction.RECRUITER, {"view_vacancy", "run_vacancy", "read_contacts"}),
        (Role.HR, TeamFunction.HIRING_MANAGER, set()),
        (Role.HR, TeamFunction.INTERVIEWER, {"view_vacancy"}),
        (Role.HIRING_MANAGER, TeamFunction.HIRING_MANAGER, {"view_vacancy", "decide_vacancy", "read_contacts"}),
        (Role.HIRING_MANAGER, TeamFunction.RECRUITER, set()),
        (Role.INTERVIEWER, TeamFunction.INTERVIEWER, {"view_vacancy"}),
        (Role.INTERVIEWER, TeamFunction.RECRUITER, set()),
        (Role.INTERVIEWER, TeamFunction.HIRING_MANAGER, set()),
        (Role.ADMIN, None, {"view_vacancy", "read_contacts"}),
        (Role.HR, None, set()),
        (Role.HIRING_MANAGER, None, set()),
    ],
)
def test_the_role_and_the_function_together_allow(role, function, expected):
    vacancy, user = make_vacancy(), make_user(role)
    if function:
        TeamMember.objects.create(vacancy=vacancy, user=user, function=function)
    assert allowed(user, vacancy) == expected


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER])
def test_the_answer_is_the_same_when_the_team_was_read_before(role):
    vacancy, user = make_vacancy(), make_user(role)
    TeamMember.objects.create(vacancy=vacancy, user=user, function=TeamFunction.RECRUITER)
    before = allowed(user, vacancy)
    prefetch_related_objects([vacancy], "members")
    assert allowed(user, vacancy) == before


def test_a_function_in_another_vacancy_allows_nothing_here():
    recruiter = make_user(Role.HR)
    make_vacancy(recruiter=recruiter)
    assert allowed(recruiter, make_vacancy()) == set()


def test_without_a_vacancy_nothing_on_a_vacancy_is_allowed():
    vacancy = make_vacancy()
    assert allowed(vacancy.created_by, None) == set()


def test_somebody_who_may_not_log_in_may_do_nothing():
    vacancy = make_vacancy()
    vacancy.created_by.is_active = False
    assert "run_vacancy" not in allowed(vacancy.created_by, vacancy)


@pytest.mark.parametrize("role", list(Role))
def test_only_hr_opens_a_vacancy(role):
    assert make_user(role).has_perm("recruiting.open_vacancy") == (role == Role.HR)
