"""All files of the library, read and checked against each other before anything is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from competencies.domain.loading.competencies import parse_competency, parse_question
from competencies.domain.loading.exercises import parse_exercise
from competencies.domain.loading.files import Entry, read_entries, read_listed
from competencies.domain.loading.grids import parse_grid
from competencies.domain.loading.roles import parse_role
from competencies.domain.loading.suggestions import parse_preset, parse_snapshot
from competencies.domain.loading.texts import parse_text


@dataclass(frozen=True)
class Shelf:
    """The entries by what they are."""

    competencies: list[Entry]
    questions: list[Entry]
    roles: list[Entry]
    grids: list[Entry]
    exercises: list[Entry]
    texts: list[Entry]
    presets: list[Entry]
    snapshots: list[Entry]


def read_shelf(root: Path) -> Shelf:
    """Read the folder. Raises `BadFile` for whatever cannot be read or refers to what is not there."""
    shelf = Shelf(
        competencies=read_entries(root / "competencies", parse_competency, listed="competencies"),
        questions=read_entries(root / "questions", parse_question, listed="questions"),
        roles=read_entries(root / "roles", parse_role),
        grids=read_entries(root / "grids", parse_grid),
        exercises=read_entries(root / "exercises", parse_exercise),
        texts=read_entries(root / "texts", parse_text, listed="texts"),
        presets=read_listed(root / "weight_presets.yaml", parse_preset, listed="presets"),
        snapshots=read_entries(root / "demand", parse_snapshot),
    )
    _refuse_unknown_competencies(shelf)
    _refuse_unknown_roles(shelf)
    _refuse_doubled_levels(shelf.roles)
    return shelf


def _refuse_unknown_competencies(shelf: Shelf) -> None:
    known = {entry.key for entry in shelf.competencies}
    for entry, key in _references(shelf):
        if key not in known:
            raise entry.bad(f"there is no competency {key}")


def _references(shelf: Shelf) -> Iterator[tuple[Entry, str]]:
    for entry in shelf.questions:
        yield from ((entry, key) for key in entry.content["competencies"])
    yield from _in_lines(shelf.roles, "statements")
    yield from _in_lines(shelf.grids, "items")
    yield from _in_lines(shelf.exercises, "criteria")
    yield from _in_lines(shelf.texts, "parts")
    yield from _in_lines(shelf.presets, "multipliers")
    yield from _in_lines(shelf.snapshots, "skills")


def _in_lines(entries: Iterable[Entry], field: str) -> Iterator[tuple[Entry, str]]:
    """The competencies that the lines of the entries name."""
    for entry in entries:
        yield from ((entry, line["competency"]) for line in entry.content[field] if line["competency"])


def _refuse_unknown_roles(shelf: Shelf) -> None:
    known = {entry.key for entry in shelf.roles}
    named = [(entry, entry.key) for entry in shelf.grids]
    named += [(entry, entry.content["role"]) for entry in [*shelf.texts, *shelf.snapshots] if entry.content["role"]]
    for entry, key in named:
        if key not in known:
            raise entry.bad(f"there is no role {key}")


def _refuse_doubled_levels(roles: list[Entry]) -> None:
    """A family has each level once."""
    seen: dict[tuple[str, str], str] = {}
    for entry in roles:
        place = (entry.content["family"], entry.content["level"])
        if place in seen:
            raise entry.bad(f"the family has this level already, in {seen[place]}")
        seen[place] = entry.key
