"""What vacancies of the market name, laid beside a grid: the largest share of a competency's names, never their sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from competencies.domain.weights import is_supplement, spread
from competencies.models import Competency, DemandSkill, DemandSnapshot, GridItem


@dataclass(frozen=True)
class Named:
    """A competency with the skills under which vacancies name it, the most frequent first."""

    competency: Competency
    skills: Sequence[DemandSkill]

    @property
    def share(self) -> Decimal:
        """Per cent. One vacancy names several skills, so adding them up would count it twice."""
        return self.skills[0].share


@dataclass(frozen=True)
class Beside:
    """An item of the grid with what the market says of it; `share` is None where vacancies do not name it."""

    item: GridItem
    share: Decimal | None
    suggested: Decimal


def by_competency(snapshot: DemandSnapshot) -> list[Named]:
    """Competencies that the vacancies name, the most wanted first. One query."""
    skills: dict[Competency, list[DemandSkill]] = {}
    mapped = snapshot.skills.exclude(competency=None).select_related("competency")
    for skill in mapped.order_by("-share", "order"):
        skills.setdefault(skill.competency, []).append(skill)  # type: ignore[arg-type]  # excluded above
    return [Named(competency, named) for competency, named in skills.items()]


def beside(items: Sequence[GridItem], named: Iterable[Named]) -> list[Beside]:
    """The grid's own weights and what the market suggests instead.

    What vacancies do not name keeps its weight: silence of the market is no judgement. The others share out the
    weight they have together in proportion to their shares.
    """
    shares = {one.competency.pk: one.share for one in named if one.share > 0}
    suggested = _suggested([item for item in items if not is_supplement(item)], shares)
    suggested |= _suggested([item for item in items if is_supplement(item)], shares)
    return [Beside(item, shares.get(item.competency_id), suggested[item.pk]) for item in items]


def _suggested(items: Sequence[GridItem], shares: Mapping[int, Decimal]) -> dict[int, Decimal]:
    known = [item for item in items if item.competency_id in shares]
    whole = sum((item.weight for item in known), Decimal(0))
    spread_out = spread([shares[item.competency_id] for item in known], to=whole)
    return {item.pk: item.weight for item in items} | dict(zip((item.pk for item in known), spread_out, strict=True))
