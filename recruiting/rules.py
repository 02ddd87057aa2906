"""Who may do what with a vacancy: the role says it in general, the vacancy's team says on which one."""

import rules

from accounts.rules import is_administrator, is_hiring_manager, is_hr
from recruiting.enums import TeamFunction
from recruiting.models import Seat, TeamMember
from recruiting.models.vacancy import ABLE


def has_function(*functions: TeamFunction):
    """Predicate: the person holds one of these functions in the team of the vacancy that is asked about, by their role
    of today.

    A view that asks several times prefetches `members`, and no further query is made.
    """

    wanted = functions or tuple(TeamFunction)

    @rules.predicate(name=f"has_function:{','.join(functions) or 'any'}")
    def check(user, vacancy=None) -> bool:
        if vacancy is None:
            return False
        if "members" in getattr(vacancy, "_prefetched_objects_cache", {}):
            mine = {TeamFunction(one.function) for one in vacancy.members.all() if one.user_id == user.pk}
            return any(user.role in ABLE[what] for what in mine.intersection(wanted))
        return TeamMember.objects.held_by(user).filter(vacancy=vacancy, function__in=wanted).exists()

    return check


is_on_team = has_function()
is_recruiter = has_function(TeamFunction.RECRUITER)
is_team_hiring_manager = has_function(TeamFunction.HIRING_MANAGER)

runs = is_hr & is_recruiter
decides = is_hiring_manager & is_team_hiring_manager


@rules.predicate
def works_on(user, application=None) -> bool:
    """The person runs or decides on the vacancy of the application."""
    return application is not None and (runs | decides)(user, application.vacancy)


@rules.predicate
def meets(user, application=None) -> bool:
    """The person has a seat at a meeting with the candidate."""
    if application is None or not user.is_active:
        return False
    seats = Seat.objects.filter(interviewer=user, removed_at=None)
    return seats.filter(interview__attendances__application=application).exists()


rules.add_perm("recruiting.open_vacancy", is_hr)
rules.add_perm("recruiting.edit_pipelines", is_hr | is_administrator)
rules.add_perm("recruiting.view_vacancy", is_administrator | is_on_team)
rules.add_perm("recruiting.run_vacancy", runs)
rules.add_perm("recruiting.decide_vacancy", decides)
rules.add_perm("recruiting.read_contacts", is_administrator | runs | decides)
rules.add_perm("recruiting.write_note", runs | decides)
rules.add_perm("recruiting.manage_people_data", is_administrator)
rules.add_perm("recruiting.merge_candidates", is_administrator | is_hr)
rules.add_perm("recruiting.edit_letter_templates", is_administrator | is_hr)
rules.add_perm("recruiting.see_unanswered", is_administrator | is_hr)
rules.add_perm("recruiting.check_claim", works_on | meets)
