"""The team of a vacancy: who runs it, who decides, who interviews."""

from collections.abc import Iterable, Sequence, Set
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.enums import TeamFunction
from recruiting.models import TeamChange, TeamMember, Vacancy

Members = Sequence[tuple[User, TeamFunction]]
Places = Set[tuple[int, TeamFunction]]
"""Ids of people with what they do."""


def check_team(members: Members) -> None:
    """Refuse a team in which nobody could run the vacancy or nobody could decide."""
    able = {(what, user.role) for user, what in members if user.is_active}
    if (TeamFunction.RECRUITER, Role.HR) not in able:
        raise Refused(_("Name a recruiter: somebody has to run the vacancy."))
    if (TeamFunction.HIRING_MANAGER, Role.HIRING_MANAGER) not in able:
        raise Refused(_("Name a hiring manager: somebody has to decide."))


def recruiters_of(vacancy: Vacancy) -> list[User]:
    """Who may answer for its applications, by name."""
    members = TeamMember.objects.able().filter(vacancy=vacancy, function=TeamFunction.RECRUITER).select_related("user")
    return [member.user for member in members.order_by("user__name_sort")]


def _read_again(places: Places) -> Members:
    """The places with what is known of the people now: somebody may have been switched off meanwhile."""
    people = User.objects.in_bulk([user for user, _what in places])
    return [(people[user], what) for user, what in places]


@transaction.atomic
def change_team(
    *,
    vacancy: Vacancy,
    team: Iterable[tuple[User, TeamFunction]],
    by: User,
    now: datetime,
    seen: Places | None = None,
) -> None:
    """Make `team` the team of the vacancy and keep who changed it; seats in planned interviews are not touched.

    `seen` is the team that was on the screen: of what has changed since, by somebody else or with a leave that began
    or ended, only that is touched which differs from it. Who stands in for somebody who leaves the team keeps
    the place.
    """
    members = list(dict.fromkeys(team))
    Vacancy.objects.select_for_update(no_key=True).get(pk=vacancy.pk)
    wanted = {(user.pk, what) for user, what in members}
    present = {(row.user_id, TeamFunction(row.function)) for row in TeamMember.objects.filter(vacancy=vacancy)}
    if seen is not None:
        wanted = (present - (seen - wanted)) | (wanted - seen)
    check_team(_read_again(wanted))
    for user, what in present - wanted:
        TeamMember.objects.filter(vacancy=vacancy, user_id=user, function=what).delete()
    _keep_substitutes(vacancy)
    TeamMember.objects.bulk_create(
        TeamMember(vacancy=vacancy, user_id=user, function=what) for user, what in wanted - present
    )
    TeamChange.objects.bulk_create(
        TeamChange(vacancy=vacancy, user_id=user, function=what, added=(user, what) in wanted, by=by, at=now)
        for user, what in sorted(wanted ^ present)
    )


def _keep_substitutes(vacancy: Vacancy) -> None:
    """Make the place of a substitute their own when the person who is away has it no more: it would end with the leave,
    and the vacancy might be left with nobody."""
    theirs = TeamMember.objects.filter(
        vacancy=vacancy, user=OuterRef("instead_of"), function=OuterRef("function"), instead_of=None
    )
    standing = TeamMember.objects.filter(vacancy=vacancy).exclude(instead_of=None)
    standing.filter(~Exists(theirs)).update(instead_of=None)
