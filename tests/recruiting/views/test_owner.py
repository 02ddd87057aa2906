"""Who answers for an application is shown on its page and changed there, with both names in what happened."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from recruiting.enums import TeamFunction
from recruiting.models import OwnerChange, TeamMember
from tests.factories import make_application, make_user, make_vacancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter(client):
    user = make_user(Role.HR, full_name="Elena Munteanu")
    client.force_login(user)
    return user


@pytest.fixture
def other():
    return make_user(Role.HR, full_name="Ion Ceban")


@pytest.fixture
def row(recruiter, other):
    vacancy = make_vacancy(recruiter=recruiter)
    TeamMember.objects.create(vacancy=vacancy, user=other, function=TeamFunction.RECRUITER)
    return make_application(vacancy, owner=recruiter)


def give(client, row, to):
    return client.post(reverse("recruiting:application_owner", args=[row.pk]), {"owner": to})


def test_another_recruiter_of_the_team_takes_it_over(client, row, recruiter, other):
    assert give(client, row, other.pk).status_code == 302
    row.refresh_from_db()
    change = OwnerChange.objects.get()
    assert (row.owner, change.was, change.became, change.by) == (other, recruiter, other, recruiter)
    page = client.get(reverse("recruiting:application", args=[row.pk])).content.decode()
    assert "Ion Ceban answers for the application" in page
    assert "before: Elena Munteanu" in page


def test_a_repeated_click_leaves_one_line_of_history(client, row, other):
    give(client, row, other.pk)
    assert give(client, row, other.pk).status_code == 302
    assert OwnerChange.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "nobody", "99999999999999999999", "0"])
def test_a_wrong_choice_changes_nothing_and_says_so(client, row, recruiter, wrong):
    response = give(client, row, wrong)
    row.refresh_from_db()
    assert (response.status_code, row.owner) == (422, recruiter)
    assert "Choose a recruiter of this vacancy." in response.content.decode()


def test_a_colleague_outside_the_team_cannot_be_chosen(client, row, recruiter):
    outside = make_user(Role.HR)
    assert give(client, row, outside.pk).status_code == 422
    row.refresh_from_db()
    assert row.owner == recruiter
