"""The declared rule of a vacancy: who has a place, in which order, and who shares one.

1. Enough observed: coverage at least the declared share and every must-have observed, else no place.
2. Every must-have at or above its level; below it a candidate stands apart until a person waives it with a reason.
3. Then by fit, highest first. Candidates with the same fit, or whose probability of being the better one lies in the
   declared band around one half, share a place.
4. Candidates not connected through shared raters are separate groups without an order between the groups.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from scorecards.domain.assessing import Assessment

SAME_FIT = 0.0005  # half of the last digit of a fit in per cent with one decimal


class Standing(Enum):
    PLACED = "placed"
    BELOW_MUST_HAVE = "below_must_have"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True)
class Rule:
    """`min_coverage` as a share 0..1; `equal_low` and `equal_high` bound "practically equal"."""

    min_coverage: float
    equal_low: float
    equal_high: float


@dataclass(frozen=True)
class Place:
    """Candidates who share one place, best first; `number` counts from 1 inside its group."""

    number: int
    applications: tuple[int, ...]

    @property
    def shared(self) -> bool:
        return len(self.applications) > 1


@dataclass(frozen=True)
class Group:
    """Candidates connected through shared raters."""

    places: tuple[Place, ...]
    below: tuple[int, ...]
    not_enough: tuple[int, ...]

    @property
    def applications(self) -> tuple[int, ...]:
        return tuple(one for place in self.places for one in place.applications) + self.below + self.not_enough


ProbabilityBetter = Callable[[int, int], float | None]


def standing(assessment: Assessment, rule: Rule, waived: Collection[int] = ()) -> Standing:
    """Where the rule puts one candidate before any comparison; `waived` are items whose shortfall a person accepted."""
    if assessment.fit is None or assessment.must_haves_unknown or assessment.coverage < rule.min_coverage - 1e-9:
        return Standing.NOT_ENOUGH
    short = [cell for cell in assessment.must_haves_below if cell.item.id not in waived]
    return Standing.BELOW_MUST_HAVE if short else Standing.PLACED


def order(
    assessments: Mapping[int, Assessment],
    groups: Sequence[Sequence[int]],
    rule: Rule,
    better: ProbabilityBetter,
    waived: Mapping[int, Collection[int]] = MappingProxyType({}),
) -> list[Group]:
    """Apply the rule to each group.

    `better(a, b)` is P(a is the better one), None where it cannot be said; `waived` maps an application to its
    waived items.
    """
    return [_group([assessments[one] for one in members], rule, better, waived) for members in groups]


def _group(
    members: list[Assessment], rule: Rule, better: ProbabilityBetter, waived: Mapping[int, Collection[int]]
) -> Group:
    by_standing: dict[Standing, list[Assessment]] = {kind: [] for kind in Standing}
    for assessment in sorted(members, key=_best_first):
        by_standing[standing(assessment, rule, waived.get(assessment.application, ()))].append(assessment)
    placed = [assessment.application for assessment in by_standing[Standing.PLACED]]
    fits = {assessment.application: assessment.fit for assessment in members}
    return Group(
        places=_places(placed, lambda a, b: _equal(a, b, fits, rule, better)),
        below=tuple(assessment.application for assessment in by_standing[Standing.BELOW_MUST_HAVE]),
        not_enough=tuple(assessment.application for assessment in by_standing[Standing.NOT_ENOUGH]),
    )


def _best_first(assessment: Assessment) -> tuple[float, int]:
    return (-(assessment.fit if assessment.fit is not None else -1.0), assessment.application)


def _equal(a: int, b: int, fits: Mapping[int, float | None], rule: Rule, better: ProbabilityBetter) -> bool:
    if abs((fits[a] or 0.0) - (fits[b] or 0.0)) < SAME_FIT:
        return True  # the rule orders by fit and cannot tell these two apart
    probability = better(a, b)
    return probability is not None and rule.equal_low <= probability <= rule.equal_high


def _places(ordered: Sequence[int], equal: Callable[[int, int], bool]) -> tuple[Place, ...]:
    """Walk down the order; a candidate joins the place while practically equal to the first of that place.

    Equality is not transitive, so it is measured against the best of the place and never chained.
    """
    shared: list[list[int]] = []
    for one in ordered:
        if shared and equal(shared[-1][0], one):
            shared[-1].append(one)
        else:
            shared.append([one])
    numbers = [1 + sum(len(place) for place in shared[:index]) for index in range(len(shared))]
    return tuple(Place(number, tuple(place)) for number, place in zip(numbers, shared, strict=True))
