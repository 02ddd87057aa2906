"""Whose duty it is: the people of a vacancy's team whose role lets them do it."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember

ROLE_OF = {TeamFunction.RECRUITER: Role.HR, TeamFunction.HIRING_MANAGER: Role.HIRING_MANAGER}

Owners = dict[int, list[User]]


def owners(vacancies: Iterable[int], function: TeamFunction, user: User | None = None) -> Owners:
    """Active members of the teams with that function, by vacancy, in one query; only `user` if one is given."""
    members = TeamMember.objects.filter(
        vacancy__in=set(vacancies), function=function, user__is_active=True, user__role=ROLE_OF[function]
    )
    if user is not None:
        members = members.filter(user=user)
    found: Owners = {}
    for member in members.select_related("user").order_by("pk"):
        found.setdefault(member.vacancy_id, []).append(member.user)
    return found


def acting_members() -> QuerySet[TeamMember]:
    """The members of all teams who can do what their function asks of them."""
    able = Q()
    for function, role in ROLE_OF.items():
        able |= Q(function=function, user__role=role)
    return TeamMember.objects.filter(able, user__is_active=True)


def team_in_sql(function: TeamFunction, *, vacancy: str = "vacancy") -> dict:
    """Lookups that join rows with the active members that have the function: a row for each row and member."""
    return {
        f"{vacancy}__members__function": function,
        f"{vacancy}__members__user__is_active": True,
        f"{vacancy}__members__user__role": ROLE_OF[function],
    }


def team_filter(function: TeamFunction, user: User | None, *, vacancy: str = "vacancy") -> dict:
    """Lookups that narrow rows to vacancies in which `user` has the function; nothing for everybody."""
    if user is None:
        return {}
    mine = TeamMember.objects.held_by(user).filter(function=function).values("vacancy")
    return {f"{vacancy}__in": mine}
