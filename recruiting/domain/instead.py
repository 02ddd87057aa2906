"""Instead of whom a person has a function in a team."""

from django.db.models import Exists, OuterRef

from accounts.models import User
from recruiting.models import TeamMember


def instead_of(user: User) -> dict[int, str]:
    """Vacancy -> name of who is away, for the vacancies in which the person only stands in; one query."""
    own = TeamMember.objects.filter(vacancy=OuterRef("vacancy"), user=user, instead_of=None)
    standing = TeamMember.objects.filter(~Exists(own), user=user).exclude(instead_of=None)
    return dict(standing.values_list("vacancy", "instead_of__full_name"))
