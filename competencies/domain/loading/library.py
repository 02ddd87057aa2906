"""The part of the shipped library that describes people's work: what it asks for, how it is seen, what is written."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from django.db import transaction

from competencies.domain.loading.competencies import (
    current_competencies,
    current_questions,
    save_competencies,
    save_questions,
)
from competencies.domain.loading.exercises import current_exercises, save_exercises
from competencies.domain.loading.files import Entry
from competencies.domain.loading.grids import load_grids
from competencies.domain.loading.planning import Plan, load_kind
from competencies.domain.loading.roles import current_roles, in_order, save_roles
from competencies.domain.loading.rows import ids_by_key
from competencies.domain.loading.shelf import Shelf, read_shelf
from competencies.domain.loading.suggestions import current_presets, current_snapshots, save_presets, save_snapshots
from competencies.domain.loading.texts import current_texts, save_texts
from competencies.models import Competency, Role


@dataclass(frozen=True)
class Loaded:
    """What was done, and what the apps above need: keys of the shipped competencies and exercises, and of questions by
    topic."""

    plans: list[Plan]
    competencies: frozenset[str]
    topics: dict[str, list[str]]
    exercises: frozenset[str] = frozenset()


@transaction.atomic
def load_library(root: Path, *, now: datetime) -> Loaded:
    """Load everything in the folder that is not about hiring. Raises `BadFile`, and then nothing is loaded."""
    shelf = read_shelf(root)
    done = [load_kind("competency", shelf.competencies, current=current_competencies(), save=save_competencies)]
    ids = ids_by_key(Competency, [entry.key for entry in shelf.competencies])
    done += [_load_questions(shelf, ids), _load_roles(shelf, ids)]
    roles = ids_by_key(Role, [entry.key for entry in shelf.roles])
    done.append(load_grids([entry for entry in shelf.grids if entry.key in roles], competency_ids=ids, now=now))
    done += _load_the_rest(shelf, ids, roles)
    return Loaded(
        done,
        competencies=frozenset(entry.key for entry in shelf.competencies),
        topics=_topics(shelf.questions),
        exercises=frozenset(entry.key for entry in shelf.exercises),
    )


def _load_questions(shelf: Shelf, ids: dict[str, int]) -> Plan:
    entries = [_with_present_competencies(entry, ids) for entry in shelf.questions]
    return load_kind(
        "question", entries, current=current_questions(), save=lambda written: save_questions(written, ids)
    )


def _load_roles(shelf: Shelf, ids: dict[str, int]) -> Plan:
    entries = [_with_statements_by_kind(_with_present_links(entry, "statements", ids)) for entry in shelf.roles]
    return load_kind("role", entries, current=current_roles(), save=lambda written: save_roles(written, ids))


def _load_the_rest(shelf: Shelf, ids: dict[str, int], roles: dict[str, int]) -> list[Plan]:
    exercises = [_with_present_links(entry, "criteria", ids) for entry in shelf.exercises]
    texts = [_with_present_links(entry, "parts", ids) for entry in _of_present_roles(shelf.texts, roles)]
    presets = [_without_removed(entry, "multipliers", ids) for entry in shelf.presets]
    snapshots = [_with_present_links(entry, "skills", ids) for entry in _of_present_roles(shelf.snapshots, roles)]
    return [
        load_kind("exercise", exercises, current=current_exercises(), save=lambda rows: save_exercises(rows, ids)),
        load_kind("text", texts, current=current_texts(), save=lambda rows: save_texts(rows, ids, roles)),
        load_kind("preset", presets, current=current_presets(), save=lambda rows: save_presets(rows, ids)),
        load_kind("demand", snapshots, current=current_snapshots(), save=lambda rows: save_snapshots(rows, ids, roles)),
    ]


def _topics(questions: list[Entry]) -> dict[str, list[str]]:
    """Keys of the questions by the name of their file."""
    return {topic: sorted(one.key for one in group) for topic, group in groupby(questions, lambda one: one.path.stem)}


def _with_present_competencies(entry: Entry, ids: dict[str, int]) -> Entry:
    """The question without competencies that were removed here."""
    kept = [key for key in entry.content["competencies"] if key in ids]
    return Entry(entry.path, entry.key, entry.content | {"competencies": kept})


def _with_present_links(entry: Entry, field: str, ids: dict[str, int]) -> Entry:
    """The entry whose lines do not point to competencies that were removed here."""
    lines = [
        line | {"competency": line["competency"] if line["competency"] in ids else None}
        for line in entry.content[field]
    ]
    return Entry(entry.path, entry.key, entry.content | {field: lines})


def _without_removed(entry: Entry, field: str, ids: dict[str, int]) -> Entry:
    """The entry without the lines of competencies that were removed here."""
    kept = [line for line in entry.content[field] if line["competency"] in ids]
    return Entry(entry.path, entry.key, entry.content | {field: kept})


def _with_statements_by_kind(entry: Entry) -> Entry:
    return Entry(entry.path, entry.key, entry.content | {"statements": in_order(entry.content["statements"])})


def _of_present_roles(entries: list[Entry], roles: dict[str, int]) -> list[Entry]:
    """Entries of roles that are there, and of none."""
    return [entry for entry in entries if entry.content["role"] is None or entry.content["role"] in roles]
