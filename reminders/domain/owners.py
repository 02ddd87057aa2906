"""Whose duty it is: the people of a vacancy's team whose role lets them do it, and the administrators."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember
from recruiting.models.vacancy import ABLE

Owners = dict[int, list[User]]


def owners(vacancies: Iterable[int], function: TeamFunction, user: User | None = None) -> Owners:
    """Active members of the teams with that function, by vacancy, in one query; only `user` if one is given."""
    members = TeamMember.objects.able().filter(vacancy__in=set(vacancies), function=function)
    if user is not None:
        members = members.filter(user=user)
    found: Owners = {}
    for member in members.select_related("user").order_by("pk"):
        found.setdefault(member.vacancy_id, []).append(member.user)
    return found


def with_recruiters(rows: Iterable[Any], user: User | None, *, vacancy: str = "vacancy_id") -> list[tuple[Any, User]]:
    """Each row with each recruiter of its vacancy, whose id is found at `vacancy`; only `user` if one is given."""
    found, place = list(rows), attrgetter(vacancy)
    recruiters = owners(map(place, found), TeamFunction.RECRUITER, user)
    return [(row, owner) for row in found for owner in recruiters.get(place(row), ())]


def keepers(user: User | None = None) -> QuerySet[User]:
    """The administrators, who keep people's data and the teams; only `user` if one is given, and is one."""
    found = User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk")
    return found if user is None else found.filter(pk=user.pk)


def team_in_sql(function: TeamFunction, *, vacancy: str = "vacancy") -> dict:
    """Lookups that join rows with the active members that have the function: a row for each row and member. The rows
    are vacancies themselves when `vacancy` is empty."""
    members = f"{vacancy}__members" if vacancy else "members"
    return {
        f"{members}__function": function,
        f"{members}__user__is_active": True,
        f"{members}__user__role__in": ABLE[function],
    }


def team_filter(function: TeamFunction, user: User | None, *, vacancy: str = "vacancy") -> dict:
    """Lookups that narrow rows to vacancies in which `user` has the function; nothing for everybody."""
    if user is None:
        return {}
    mine = TeamMember.objects.held_by(user).filter(function=function).values("vacancy")
    return {f"{vacancy}__in": mine}
