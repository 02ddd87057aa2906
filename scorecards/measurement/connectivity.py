"""Links between candidates through common raters, and the interview that would strengthen the weakest of them."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple

import numpy as np

from scorecards.measurement.graph import Edge, Group, articulation_candidates, components
from scorecards.measurement.model import solve
from scorecards.measurement.solution import Solution
from scorecards.measurement.system import Components
from scorecards.measurement.table import stable

__all__ = [
    "AMBER_SHARE",
    "Edge",
    "ExtraInterview",
    "Group",
    "articulation_candidates",
    "best_extra_interview",
    "components",
    "largest_share",
]

AMBER_SHARE = 0.10
"""Above this rater share a comparison depends on how strict the interviewers are."""

EVERY_INTERVIEW = 400  # up to so many possible interviews each one is tried; beyond, those of the weakest pair


class Weakest(NamedTuple):
    """The pair of candidates whose comparison leans most on the severity of raters, and its rater share."""

    a: Hashable
    b: Hashable
    share: float


class ExtraInterview(NamedTuple):
    """``rater`` meets ``candidate`` on every competency: the largest rater share falls from ``before`` to ``after``."""

    candidate: Hashable
    rater: Hashable
    before: float
    after: float


def largest_share(solution: Solution) -> Weakest | None:
    """The weakest link of a pool, None with a single candidate."""
    ids, weakest = solution.design.candidates, None
    for row in solution.pair_rows():
        if not len(row.rater_share):
            break
        later = int(np.argmax(row.rater_share))
        share = float(row.rater_share[later])
        if weakest is None or share > weakest.share:
            weakest = Weakest(ids[row.place], ids[row.place + 1 + later], share)
    return weakest


def best_extra_interview(ratings: Iterable[tuple], components: Components) -> ExtraInterview | None:
    """The one new meeting of a known candidate and a known rater that lowers the largest rater share most.

    The levels the rater would give do not matter: shares depend on who met whom. With more than 400 possible meetings
    only those of the two weakest linked candidates are tried. As long as there are separate groups, only meetings that
    join two of them are tried, and the best is returned even if the largest share does not fall yet. None when nobody
    is left to meet, or no meeting in a connected pool helps.
    """
    rows = list(ratings)
    solution = solve(rows, components)
    weakest = largest_share(solution)
    if weakest is None:
        return None
    meetings = _open(rows, weakest, solution.groups)
    tried = [ExtraInterview(*one, weakest.share, _after(rows, components, *one)) for one in meetings]
    joining = len(solution.groups) > 1
    helping = [extra for extra in tried if joining or extra.after < extra.before - 1e-12]
    return min(helping, key=lambda extra: extra.after, default=None)


def _open(rows: list[tuple], weakest: Weakest, groups: list[Group]) -> list[Edge]:
    """Meetings that have not taken place, in stable order; those within one of several groups are left out."""
    held = {(candidate, rater) for candidate, rater, _competency, _level in rows}
    if len(groups) > 1:
        held |= {(candidate, rater) for group in groups for candidate in group.candidates for rater in group.raters}
    candidates, raters = (stable(row[side] for row in rows) for side in (0, 1))
    free = [(one, other) for one in candidates for other in raters if (one, other) not in held]
    if len(free) <= EVERY_INTERVIEW:
        return free
    return [meeting for meeting in free if meeting[0] in (weakest.a, weakest.b)]


def _after(rows: list[tuple], components: Components, candidate: Hashable, rater: Hashable) -> float:
    middle = rows[0][3]
    extra = [(candidate, rater, competency, middle) for competency in stable(row[2] for row in rows)]
    weakest = largest_share(solve(rows + extra, components))
    return weakest.share if weakest else 0.0
