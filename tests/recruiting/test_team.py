"""A team always has an active recruiter and an active hiring manager."""

import pytest
from django.utils import timezone

from accounts.domain import people
from accounts.enums import Role
from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.domain.team import change_team
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from tests.factories import make_user, make_vacancy

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("function", "role"), [(TeamFunction.RECRUITER, Role.HR), (TeamFunction.HIRING_MANAGER, Role.HIRING_MANAGER)]
)
def test_somebody_who_was_switched_off_meanwhile_is_not_enough(function, role):
    vacancy = make_vacancy()
    leaving, staying = vacancy.members.get(function=function).user, make_user(role)
    TeamMember.objects.create(vacancy=vacancy, user=staying, function=function)
    team = [(row.user, TeamFunction(row.function)) for row in vacancy.members.exclude(user=leaving)]
    User.objects.filter(pk=staying.pk).update(is_active=False)  # after the form was read
    with pytest.raises(Refused):
        change_team(vacancy=vacancy, team=team, by=vacancy.created_by, now=timezone.now())
    assert vacancy.members.count() == 3


def test_whoever_was_replaced_can_be_switched_off():
    vacancy, admin, successor = make_vacancy(), make_user(Role.ADMIN), make_user(Role.HR)
    recruiter = vacancy.created_by
    manager = vacancy.members.get(function=TeamFunction.HIRING_MANAGER).user
    team = [(successor, TeamFunction.RECRUITER), (manager, TeamFunction.HIRING_MANAGER)]
    change_team(vacancy=vacancy, team=team, by=recruiter, now=timezone.now())
    people.switch_off(user=recruiter, by=admin, now=timezone.now())
    assert not User.objects.get(pk=recruiter.pk).is_active
