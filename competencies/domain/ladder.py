"""What each level of a family requires of the same competency, side by side."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from competencies.enums import GridState, RoleLevel
from competencies.models import Competency, Grid, GridItem, Role


@dataclass(frozen=True)
class Step:
    """The level that one role requires; None where its grid does not have the competency."""

    role: Role
    level: int | None
    now: bool


@dataclass(frozen=True)
class Ladder:
    """The roles of a family from the lowest level up, and what their standing grids require."""

    roles: list[Role]
    here: Role
    competencies: list[Competency]
    levels: dict[int, dict[int, int]]

    def steps(self, competency_id: int, *, typed: int | None = None) -> list[Step]:
        """One step a role; `typed` is the level that stands in the draft of this role."""
        levels = self.levels.get(competency_id, {})
        return [
            Step(role, typed if typed and role == self.here else levels.get(role.pk), role == self.here)
            for role in self.roles
        ]

    @property
    def rows(self) -> list[tuple[Competency, list[Step]]]:
        return [(competency, self.steps(competency.pk)) for competency in self.competencies]


def ladder(role: Role) -> Ladder:
    """The ladder of the role's family, from the newest published grid of each role. Two queries."""
    roles = in_level_order(list(Role.objects.filter(family=role.family)))
    newest = Grid.objects.filter(role=OuterRef("grid__role"), state=GridState.PUBLISHED).order_by("-version")
    items = (
        GridItem.objects.filter(grid__role__family=role.family, grid=Subquery(newest.values("pk")[:1]))
        .select_related("competency", "grid")
        .order_by("grid__role", "order")
    )
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    competencies: dict[int, Competency] = {}
    for item in items:
        levels[item.competency_id][item.grid.role_id] = item.required_level
        competencies.setdefault(item.competency_id, item.competency)
    return Ladder(roles, role, list(competencies.values()), levels)


def in_level_order(roles: list[Role]) -> list[Role]:
    """From the lowest level to the highest; roles without a known level come last, oldest first."""
    known = {level: place for place, level in enumerate(RoleLevel.values)}
    return sorted(roles, key=lambda role: (known.get(role.level, len(known)), role.pk))
