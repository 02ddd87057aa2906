"""The part of the shipped library that describes people's work: competencies, questions, roles, grids."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.db import transaction

from competencies.domain.loading.competencies import (
    current_competencies,
    current_questions,
    parse_competency,
    parse_question,
    save_competencies,
    save_questions,
)
from competencies.domain.loading.files import Entry, read_entries
from competencies.domain.loading.grids import load_grids, parse_grid
from competencies.domain.loading.planning import Plan, load_kind
from competencies.domain.loading.roles import current_roles, in_order, parse_role, save_roles
from competencies.domain.loading.rows import ids_by_key
from competencies.models import Competency, Role


@dataclass(frozen=True)
class Loaded:
    """What was done, and what the apps above need: keys of the shipped competencies, and of questions by topic."""

    plans: list[Plan]
    competencies: frozenset[str]
    topics: dict[str, list[str]]


@transaction.atomic
def load_library(root: Path, *, now: datetime) -> Loaded:
    """Load competencies, questions, roles and grids from the folder. Raises `BadFile`, and then nothing is loaded."""
    competencies = read_entries(root / "competencies", parse_competency, listed="competencies")
    questions = read_entries(root / "questions", parse_question, listed="questions")
    roles = read_entries(root / "roles", parse_role)
    grids = read_entries(root / "grids", parse_grid)
    _refuse_loose_ends(competencies, questions, roles, grids)

    done = [load_kind("competency", competencies, current=current_competencies(), save=save_competencies)]
    ids = ids_by_key(Competency, [entry.key for entry in competencies])
    done.append(
        load_kind(
            "question",
            [_with_present_competencies(entry, ids) for entry in questions],
            current=current_questions(),
            save=lambda entries: save_questions(entries, ids),
        )
    )
    done.append(
        load_kind(
            "role",
            [_with_present_statements(entry, ids) for entry in roles],
            current=current_roles(),
            save=lambda entries: save_roles(entries, ids),
        )
    )
    present = ids_by_key(Role, [entry.key for entry in roles])
    done.append(load_grids([entry for entry in grids if entry.key in present], competency_ids=ids, now=now))
    return Loaded(done, frozenset(entry.key for entry in competencies), _topics(questions))


def _topics(questions: list[Entry]) -> dict[str, list[str]]:
    """Keys of the questions by the name of their file."""
    return {topic: sorted(one.key for one in group) for topic, group in groupby(questions, lambda one: one.path.stem)}


def _with_present_competencies(entry: Entry, ids: dict[str, int]) -> Entry:
    """The question without competencies that were removed here."""
    kept = [key for key in entry.content["competencies"] if key in ids]
    return Entry(entry.path, entry.key, entry.content | {"competencies": kept})


def _with_present_statements(entry: Entry, ids: dict[str, int]) -> Entry:
    """The role's statements by kind, without links to competencies that were removed here."""
    statements = [
        statement | {"competency": statement["competency"] if statement["competency"] in ids else None}
        for statement in entry.content["statements"]
    ]
    return Entry(entry.path, entry.key, entry.content | {"statements": in_order(statements)})


def _refuse_loose_ends(competencies, questions, roles, grids) -> None:
    """Every key that is referred to must be in the files, and a family has each level once."""
    known = {entry.key for entry in competencies}
    for entry, key in _references(questions, roles, grids):
        if key not in known:
            raise entry.bad(f"there is no competency {key}")
    titles = {entry.key for entry in roles}
    for entry in grids:
        if entry.key not in titles:
            raise entry.bad("there is no such role")
    _refuse_doubled_levels(roles)


def _references(
    questions: Iterable[Entry], roles: Iterable[Entry], grids: Iterable[Entry]
) -> Iterator[tuple[Entry, str]]:
    for entry in questions:
        yield from ((entry, key) for key in entry.content["competencies"])
    for entry in roles:
        yield from ((entry, one["competency"]) for one in entry.content["statements"] if one["competency"])
    for entry in grids:
        yield from ((entry, one["competency"]) for one in entry.content["items"])


def _refuse_doubled_levels(roles: list[Entry]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for entry in roles:
        place = (entry.content["family"], entry.content["level"])
        if place in seen:
            raise entry.bad(f"the family has this level already, in {seen[place]}")
        seen[place] = entry.key
