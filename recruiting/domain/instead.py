"""Instead of whom a person has a function in a team."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from accounts.models import User
from recruiting.models import TeamMember


def instead_of(user: User) -> dict[int, str]:
    """Vacancy -> name of who is away, for the vacancies in which the person only stands in; one query."""
    return {vacancy: name for (vacancy, _user), name in absent_in_teams([user.pk]).items() if vacancy is not None}


def absent_in_teams(users: Iterable[int]) -> dict[tuple[int | None, int], str]:
    """(vacancy, person) -> name of who is away, where one of the people only stands in; at most one query."""
    own = TeamMember.objects.filter(vacancy=OuterRef("vacancy"), user=OuterRef("user"), instead_of=None)
    standing = TeamMember.objects.filter(~Exists(own), user__in=set(users)).exclude(instead_of=None)
    return {
        (vacancy, user): name
        for vacancy, user, name in standing.values_list("vacancy", "user", "instead_of__full_name")
    }


def standing_in() -> dict[tuple[int, int], int]:
    """(Vacancy, substitute) -> who is away, by id, wherever somebody only stands in; one query."""
    own = TeamMember.objects.filter(vacancy=OuterRef("vacancy"), user=OuterRef("user"), instead_of=None)
    rows = TeamMember.objects.filter(~Exists(own), instead_of__isnull=False)
    return {(vacancy, user): away for vacancy, user, away in rows.values_list("vacancy", "user", "instead_of")}
