"""Substitutes in teams: while somebody is away, who stands in has the same functions in the running vacancies.

The places are real and written into the history of the team, because they open people's data; they are taken away by
themselves when the leave is over. Whoever owes a scorecard stays blind as everybody else.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.domain.standing_in import stand_ins
from accounts.models import User
from recruiting.enums import TeamFunction
from recruiting.models import TeamChange, TeamMember, Vacancy
from recruiting.models.vacancy import ABLE


@dataclass(frozen=True)
class Place:
    """A function in a vacancy that `user` has instead of `away`."""

    vacancy: int
    user: int
    function: str
    away: int


@transaction.atomic
def follow_leaves(now: datetime) -> int:
    """Bring the substitutes' places in line with who is away at `now`; how many places changed. Safe to repeat."""
    present = {_place(row) for row in TeamMember.objects.exclude(instead_of=None)}
    if not (standing := stand_ins(now)) and not present:
        return 0
    wanted = _wanted(standing)
    keys = {place.vacancy for place in wanted ^ present}
    list(Vacancy.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    gone = [place for place in present - wanted if _remove(place)]
    come = [place for place in wanted - present if _add(place)]
    TeamChange.objects.bulk_create(
        TeamChange(
            vacancy_id=place.vacancy,
            user_id=place.user,
            function=place.function,
            added=place in wanted,
            by_id=place.away,
            at=now,
        )
        for place in [*gone, *come]
    )
    return len(gone) + len(come)


def _place(row: TeamMember) -> Place:
    return Place(row.vacancy_id, row.user_id, row.function, row.instead_of_id)  # type: ignore[arg-type]


def _wanted(standing: dict[int, User]) -> set[Place]:
    """One place for each function of somebody away that the substitute's role allows and the substitute lacks."""
    own = TeamMember.objects.filter(instead_of=None, vacancy__in=Vacancy.objects.running())
    people = {person.pk for person in standing.values()}
    has = set(own.filter(user__in=people).values_list("vacancy", "user", "function"))
    wanted: dict[tuple[int, int, str], Place] = {}
    for row in own.filter(user__in=standing).order_by("pk"):
        person = standing[row.user_id]
        key = (row.vacancy_id, person.pk, row.function)
        if person.role in ABLE[TeamFunction(row.function)] and key not in has:
            wanted.setdefault(key, Place(*key, row.user_id))
    return set(wanted.values())


def _remove(place: Place) -> int:
    rows = TeamMember.objects.filter(vacancy=place.vacancy, user=place.user, function=place.function)
    return rows.filter(instead_of=place.away).delete()[0]


def _add(place: Place) -> bool:
    _row, is_new = TeamMember.objects.get_or_create(
        vacancy_id=place.vacancy,
        user_id=place.user,
        function=place.function,
        defaults={"instead_of_id": place.away},
    )
    return is_new
