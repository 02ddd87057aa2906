"""Looking through the rows of an import and choosing which are brought in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from recruiting.domain.errors import Refused
from recruiting.domain.importing.matching import recognise_all
from recruiting.enums import ImportState, RowMatch
from recruiting.models import Candidate, CandidateImport, ImportRow

NEW, KNOWN, SIMILAR, HERE, REPEATED, BAD = "new", "known", "similar", "here", "repeated", "bad"
SHELVES: dict[str, tuple[str | Promise, Q]] = {
    NEW: (gettext_lazy("New people"), Q(is_good=True, match=RowMatch.NONE)),
    KNOWN: (gettext_lazy("Known people"), Q(is_good=True, match__in=[RowMatch.EMAIL, RowMatch.PHONE])),
    SIMILAR: (gettext_lazy("Similar names"), Q(is_good=True, match=RowMatch.NAME)),
    HERE: (gettext_lazy("Already here"), Q(is_good=True, match=RowMatch.HERE)),
    REPEATED: (gettext_lazy("Repeated"), Q(is_good=True, match=RowMatch.REPEAT)),
    BAD: (gettext_lazy("With errors"), Q(is_good=False)),
}
"""Name -> heading, and which rows lie there."""


@dataclass(frozen=True)
class Shelf:
    """One part of the rows, and how many lie on each: [(name, heading, count)]."""

    name: str
    rows: QuerySet[ImportRow]
    all: list[tuple[str, str, int]]
    chosen: int

    @property
    def can_choose(self) -> bool:
        return self.name != BAD


@dataclass(frozen=True)
class Choice:
    """What was ticked of the rows `shown`; `every` is "all" or "none" for all rows of the import."""

    shown: Sequence[int]
    chosen: set[int] = field(default_factory=set)
    separate: set[int] = field(default_factory=set)
    every: str = ""


def shelf(batch: CandidateImport, wanted: str) -> Shelf:
    """The wanted part, else the first that holds something, errors before the rest."""
    rows = ImportRow.objects.filter(batch=batch)
    counts = rows.aggregate(
        **{name: Count("pk", filter=lies) for name, (_heading, lies) in SHELVES.items()},
        wanted=Count("pk", filter=Q(is_good=True, chosen=True) & ~Q(match__in=[RowMatch.HERE, RowMatch.REPEAT])),
    )
    first = next((name for name in (BAD, KNOWN, *SHELVES) if counts[name]), NEW)
    name = wanted if counts.get(wanted) and wanted in SHELVES else first
    every = [(key, str(heading), counts[key]) for key, (heading, _lies) in SHELVES.items() if counts[key]]
    return Shelf(name, rows.filter(SHELVES[name][1]).order_by("line"), every, counts["wanted"])


def people_met(rows: Iterable[ImportRow], *, user: User) -> dict[int | None, Candidate]:
    """The people the rows were recognised as, where the user may still read their contacts."""
    wanted = {row.match_candidate for row in rows if row.match_candidate}
    people = Candidate.objects.contacts_open_to(user).filter(pk__in=wanted) if wanted else []
    return {person.pk: person for person in people}


@transaction.atomic
def choose(*, batch: CandidateImport, choice: Choice, now: datetime) -> None:
    """Keep the ticks, and recognise anew what depends on them. Raises Refused when it is too late."""
    row = CandidateImport.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if row.state != ImportState.READY:
        raise Refused(_("This import is under way or done: nothing can be chosen any more."))
    rows = ImportRow.objects.filter(batch=row, is_good=True)
    before = _state(rows.filter(pk__in=choice.shown))
    here = rows.filter(pk__in=choice.shown)
    here.update(chosen=False, separate=False)
    here.filter(pk__in=choice.chosen).update(chosen=True)
    here.filter(pk__in=choice.separate).update(separate=True)
    if choice.every in ("all", "none"):
        rows.update(chosen=choice.every == "all")
    CandidateImport.objects.filter(pk=row.pk).update(touched_at=now)
    if choice.every or _state(rows.filter(pk__in=choice.shown)) != before:
        recognise_all(row)


def _state(rows: QuerySet[ImportRow]) -> list:
    return list(rows.order_by("pk").values_list("pk", "chosen", "separate"))
