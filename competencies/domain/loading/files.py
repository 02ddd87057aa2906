"""Reading the YAML files of the library."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


class BadFile(Exception):
    """A file that cannot be loaded: which one, which entry of it, and what is wrong."""

    def __init__(self, path: Path, key: str, problem: str):
        super().__init__(f"{path}: {key}: {problem}" if key else f"{path}: {problem}")
        self.path, self.key, self.problem = path, key, problem


@dataclass(frozen=True)
class Entry:
    """One thing of the library: where it was written, its key, and its content in the shape the rows have."""

    path: Path
    key: str
    content: dict

    def bad(self, problem: str) -> BadFile:
        return BadFile(self.path, self.key, problem)


class _Loader(yaml.CSafeLoader):
    """YAML with a key given twice in one mapping refused: the second would silently win."""

    def construct_mapping(self, node, deep=False):
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            raise yaml.MarkedYAMLError(problem="a field is given twice", problem_mark=node.start_mark)
        return mapping


def read_yaml(path: Path) -> dict:
    try:
        with path.open(encoding="utf-8") as file:
            data = yaml.load(file, Loader=_Loader)  # noqa: S506 a safe loader
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise BadFile(path, "", " ".join(str(error).split())) from error
    if not isinstance(data, dict):
        raise BadFile(path, "", "a mapping was expected")
    return data


Parse = Callable[[dict, Path], Entry]


def read_entries(folder: Path, parse: Parse, *, listed: str = "") -> list[Entry]:
    """Entries of every YAML file in the folder: one a file, or a list under `listed` where a file has that field."""
    return _without_doubles([entry for path in sorted(folder.glob("*.yaml")) for entry in _read(path, parse, listed)])


def read_listed(path: Path, parse: Parse, *, listed: str) -> list[Entry]:
    """Entries of one file that holds a list under `listed`; none if there is no such file."""
    return _without_doubles(list(_read(path, parse, listed))) if path.exists() else []


def _read(path: Path, parse: Parse, listed: str) -> Iterator[Entry]:
    data = read_yaml(path)
    if not listed or listed not in data:
        yield parse(data, path)
        return
    if not isinstance(data[listed], list) or len(data) != 1:
        raise BadFile(path, "", f"only a list named {listed} was expected")
    for one in data[listed]:
        yield parse(one, path)


def _without_doubles(entries: list[Entry]) -> list[Entry]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.key in first:
            raise entry.bad(f"this key is also in {first[entry.key].path.name}")
        first[entry.key] = entry
    return entries
