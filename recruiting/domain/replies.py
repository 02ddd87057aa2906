"""To whom a candidate's answer goes. The installation sends the mail; answers reach a person who works here."""

from accounts.enums import Role
from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.models import TeamMember, Vacancy


def reply_address(vacancy: Vacancy, *, by: User) -> str:
    """The address of who writes, if they still run the vacancy; else of the recruiter longest in the team.

    A team without an active recruiter answers through its hiring manager, and without one through the writer.
    """
    recruiters = _active(vacancy, TeamFunction.RECRUITER, Role.HR)
    if by in recruiters:
        return by.email
    others = recruiters or _active(vacancy, TeamFunction.HIRING_MANAGER, Role.HIRING_MANAGER) or [by]
    return others[0].email


def _active(vacancy: Vacancy, function: TeamFunction, role: Role) -> list[User]:
    members = TeamMember.objects.filter(vacancy=vacancy, function=function, user__is_active=True, user__role=role)
    return [member.user for member in members.select_related("user").order_by("pk")]
