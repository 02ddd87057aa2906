"""Which entries come in: a row is written only if it still is what the library last put there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from competencies.domain.copying import canonical_digest
from competencies.domain.loading.files import Entry
from competencies.models import LoadedRow


@dataclass
class Plan:
    """What happens to the entries of one kind."""

    kind: str
    created: list[Entry] = field(default_factory=list)
    updated: list[Entry] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)

    @property
    def written(self) -> list[Entry]:
        return [*self.created, *self.updated]


def plan(kind: str, entries: Iterable[Entry], current: Mapping[str, dict]) -> Plan:
    """Sort the entries; `current` is the content of the rows by key, in the shape of the entries."""
    loaded = dict(LoadedRow.objects.filter(kind=kind).values_list("key", "digest"))
    result = Plan(kind)
    for entry in entries:
        _bucket(result, entry, current.get(entry.key), loaded.get(entry.key)).append(entry)
    return result


def _bucket(result: Plan, entry: Entry, current: dict | None, loaded: str | None) -> list[Entry]:
    """A row that is gone although it was loaded was removed here, which is an edit like any other."""
    if current is None:
        return result.created if loaded is None else result.kept
    if current == entry.content:
        return result.unchanged
    return result.updated if canonical_digest(current) == loaded else result.kept


def remember(done: Plan) -> None:
    """Note what the rows now hold."""
    known = dict(LoadedRow.objects.filter(kind=done.kind).values_list("key", "digest"))
    held = {entry.key: canonical_digest(entry.content) for entry in [*done.written, *done.unchanged]}
    LoadedRow.objects.bulk_create(
        [LoadedRow(kind=done.kind, key=key, digest=digest) for key, digest in held.items() if known.get(key) != digest],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["digest"],
        batch_size=1000,
    )


def load_kind(
    kind: str, entries: Iterable[Entry], *, current: Mapping[str, dict], save: Callable[[list[Entry]], None]
) -> Plan:
    """Plan, save what came in, remember it."""
    result = plan(kind, entries, current)
    save(result.written)
    remember(result)
    return result
