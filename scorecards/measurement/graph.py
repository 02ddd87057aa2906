"""Who can be compared with whom: the graph of candidates and raters.

An edge is (candidate, rater); a candidate and a rater may bear the same id.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scorecards.measurement.table import stable

Edge = tuple[Hashable, Hashable]


class Group(NamedTuple):
    """Candidates and raters linked to each other by common interviews, each in stable order."""

    candidates: tuple[Hashable, ...]
    raters: tuple[Hashable, ...]


def components(edges: Iterable[Edge]) -> list[Group]:
    """Groups without a link between them, in the stable order of their first candidate; no edges, no groups."""
    pairs = list(edges)
    candidates, raters = (stable(pair[side] for pair in pairs) for side in (0, 1))
    if not pairs:
        return []
    labels = group_labels(*_indexes(pairs, candidates, raters), len(candidates), len(raters))
    return [
        Group(_chosen(candidates, labels[: len(candidates)] == one), _chosen(raters, labels[len(candidates) :] == one))
        for one in dict.fromkeys(labels[: len(candidates)].tolist())
    ]


def group_labels(candidate: np.ndarray, rater: np.ndarray, candidates: int, raters: int) -> np.ndarray:
    """(candidates + raters,) label of the group of each node, for edges given as two index arrays."""
    size = candidates + raters
    graph = csr_array((np.ones(len(candidate)), (candidate, rater + candidates)), shape=(size, size))
    return connected_components(graph, directed=False)[1]


def articulation_candidates(edges: Iterable[Edge]) -> list[Hashable]:
    """Candidates without whom a group would fall apart, in stable order (a rater who saw only them counts as apart).

    Source: Hopcroft and Tarjan, Communications of the ACM 16, 1973: lowest reachable depth in one walk.
    """
    pairs = list(edges)
    candidates, raters = (stable(pair[side] for pair in pairs) for side in (0, 1))
    left, right = _indexes(pairs, candidates, raters)
    neighbours: list[list[int]] = [[] for _node in range(len(candidates) + len(raters))]
    for one, other in {(int(a), int(b) + len(candidates)) for a, b in zip(left, right, strict=True)}:
        neighbours[one].append(other)
        neighbours[other].append(one)
    cuts = _articulations(neighbours)
    return [one for number, one in enumerate(candidates) if number in cuts]


def _indexes(pairs: Sequence[Edge], candidates: list, raters: list) -> tuple[np.ndarray, np.ndarray]:
    sides = []
    for side, ids in enumerate((candidates, raters)):
        place = {one: number for number, one in enumerate(ids)}
        sides.append(np.array([place[pair[side]] for pair in pairs], dtype=np.intp))
    return sides[0], sides[1]


def _chosen(ids: list, keep: np.ndarray) -> tuple[Hashable, ...]:
    return tuple(one for one, kept in zip(ids, keep, strict=True) if kept)


def _articulations(neighbours: list[list[int]]) -> set[int]:
    depth = [-1] * len(neighbours)
    cuts: set[int] = set()
    for root in range(len(neighbours)):
        if depth[root] < 0:
            cuts |= _cuts_from(root, neighbours, depth)
    return cuts


def _cuts_from(root: int, neighbours: list[list[int]], depth: list[int]) -> set[int]:
    """Walk one group without recursion; a node cuts when a child cannot reach above it."""
    lowest, cuts, branches = {root: 0}, set(), 0
    depth[root] = 0
    trail = [(root, -1, iter(neighbours[root]))]
    while trail:
        node, parent, rest = trail[-1]
        for other in rest:
            if depth[other] < 0:
                depth[other] = lowest[other] = depth[node] + 1
                trail.append((other, node, iter(neighbours[other])))
                break
            if other != parent:
                lowest[node] = min(lowest[node], depth[other])
        else:
            trail.pop()
            branches += parent == root
            if parent >= 0:
                lowest[parent] = min(lowest[parent], lowest[node])
                if parent != root and lowest[node] >= depth[parent]:
                    cuts.add(parent)
    return cuts | ({root} if branches > 1 else set())
