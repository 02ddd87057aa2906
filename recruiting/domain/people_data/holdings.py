"""What each table holds on a candidate, told by the app that owns it: for the archive and for an erasure.

A new table about candidates is registered here from `AppConfig.ready` of its app; a test walks all models and fails
for a text that nobody has answered for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from recruiting.enums import Store


@dataclass(frozen=True)
class Holding:
    """Texts about a candidate in one table.

    `candidate` is the lookup from the table to the candidate. `empties` are columns that an erasure empties ("" or, for
    JSON, a list), `keeps` facts that stay as statistics; both are in the archive. `author` is the lookup to who wrote
    it, shown there by role only. `removes`: the whole row goes.
    """

    model: type[Model]
    category: str
    candidate: str
    empties: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    author: str = ""
    removes: bool = False
    exported: bool = True


@dataclass(frozen=True)
class FreeText:
    """Texts about somebody or something else in which a candidate may be named; `vacancy` is the lookup to it."""

    model: type[Model]
    columns: tuple[str, ...]
    vacancy: str


@dataclass
class Erasure:
    """One erasure under way. Erasers count what they destroy, and name files that go after the commit."""

    people: tuple[int, ...]  # the person's record and those that were merged into it
    uid: UUID
    also: tuple[UUID, ...]  # ids of the merged records
    words: tuple[str, ...]  # regular expressions of PostgreSQL that match the person's name, address, numbers
    emails: tuple[str, ...]
    vacancies: tuple[int, ...]
    namesake: bool  # somebody else has the same name: it is looked for in these vacancies only
    now: datetime
    destroyed: dict[str, int] = field(default_factory=dict)
    files: list[tuple[Store, str]] = field(default_factory=list)

    def count(self, category: str, rows: int) -> None:
        """Add to what the record will say."""
        if rows:
            self.destroyed[category] = self.destroyed.get(category, 0) + rows


Eraser = Callable[[Erasure], None]

_holdings: list[Holding] = []
_free_texts: list[FreeText] = []
_erasers: list[Eraser] = []


def register(*holdings: Holding) -> None:
    """Say what a table holds on a candidate. An erasure works through them in this order, after the erasers."""
    _holdings.extend(holding for holding in holdings if holding not in _holdings)


def register_free_text(*texts: FreeText) -> None:
    """Say which texts about somebody else may name a candidate."""
    _free_texts.extend(text for text in texts if text not in _free_texts)


def register_eraser(eraser: Eraser) -> Eraser:
    """Add what cannot be said by columns; it runs in the erasure's transaction, before the columns are emptied."""
    if eraser not in _erasers:
        _erasers.append(eraser)
    return eraser


def holdings() -> Sequence[Holding]:
    return tuple(_holdings)


def free_texts() -> Sequence[FreeText]:
    return tuple(_free_texts)


def erasers() -> Sequence[Eraser]:
    return tuple(_erasers)
