"""Who a person is in general. Apps above combine these with team and seat."""

import rules

from accounts.enums import Role


def has_role(role: Role):
    """Predicate: the person's role is `role` and the account is active."""

    @rules.predicate(name=f"has_role:{role.value}")
    def check(user) -> bool:
        return bool(user and user.is_active and getattr(user, "role", None) == role)

    return check


is_hr = has_role(Role.HR)
is_interviewer = has_role(Role.INTERVIEWER)
is_hiring_manager = has_role(Role.HIRING_MANAGER)
is_administrator = has_role(Role.ADMIN)

rules.add_perm("accounts.manage_people", is_administrator)
