"""What each source brought and what it cost. Sums are by currency: amounts of two currencies are never added."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from recruiting.enums import ApplicationState, InterviewState, Presence, Source
from recruiting.models import Attendance, Vacancy


@dataclass(frozen=True)
class SourceFigures:
    """Of one source, or of all with `source` empty: people who applied, were invited, came and were hired; money.

    `expected` counts places at meetings that took place and for which somebody noted whether the candidate came,
    `attended` those of them at which the candidate did.
    """

    source: str
    applied: int = 0
    invited: int = 0
    came: int = 0
    hired: int = 0
    expected: int = 0
    attended: int = 0
    spent: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(Source(self.source).label) if self.source else ""

    @property
    def show_up(self) -> int | None:
        """Share of meetings to which the candidate came, in percent; None when nobody was expected yet."""
        return round(100 * self.attended / self.expected) if self.expected else None

    @property
    def by_response(self) -> dict[str, Decimal]:
        """Money for each who applied, by currency; empty when nobody did."""
        return _each(self.spent, self.applied)

    @property
    def by_hire(self) -> dict[str, Decimal]:
        return _each(self.spent, self.hired)


def source_figures(vacancy: Vacancy) -> tuple[list[SourceFigures], SourceFigures]:
    """A row for each source that brought somebody or cost something, and the sum with what was spent on all of them.

    A person counts as invited when a meeting with them was ever planned that was not called off, and as having come
    when they came to one. It takes three queries.
    """
    attendances = Attendance.objects.filter(application=OuterRef("pk"))
    invited = attendances.exclude(interview__state=InterviewState.CANCELLED)
    rows = (
        vacancy.applications.annotate(
            is_invited=Exists(invited), has_come=Exists(attendances.filter(presence=Presence.CAME))
        )
        .values("source")
        .annotate(
            applied=Count("pk"),
            invited=Count("pk", filter=Q(is_invited=True)),
            came=Count("pk", filter=Q(has_come=True)),
            hired=Count("pk", filter=Q(state=ApplicationState.HIRED)),
        )
    )
    met = _met(vacancy)
    counted: dict[str, dict[str, Any]] = {row["source"]: {**row, **met.get(row["source"], {})} for row in rows}
    spent = _spent(vacancy)
    found = [
        SourceFigures(spent=spent.get(source, {}), **counted.get(source, {"source": source}))
        for source in Source.values
        if source in counted or source in spent
    ]
    return found, _together(found, spent)


def _met(vacancy: Vacancy) -> dict[str, dict[str, int]]:
    """Source -> places at meetings that took place. One that was called off or failed says nothing of the candidate."""
    rows = Attendance.objects.filter(
        application__vacancy=vacancy,
        interview__state__in=[InterviewState.PLANNED, InterviewState.HELD],
        presence__in=[Presence.CAME, Presence.NO_SHOW],
    )
    counted = (
        rows.order_by()
        .values("application__source")
        .annotate(expected=Count("pk"), attended=Count("pk", filter=Q(presence=Presence.CAME)))
    )
    return {row["application__source"]: {"expected": row["expected"], "attended": row["attended"]} for row in counted}


def _spent(vacancy: Vacancy) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    sums = vacancy.costs.filter(taken_out_at=None).order_by().values("source", "currency").annotate(sum=Sum("amount"))
    for row in sums.order_by("currency"):
        found[row["source"]][row["currency"]] = row["sum"]
    return found


def _together(rows: list[SourceFigures], spent: dict[str, dict[str, Decimal]]) -> SourceFigures:
    money: dict[str, Decimal] = defaultdict(Decimal)
    for of_source in spent.values():
        for currency, amount in of_source.items():
            money[currency] += amount
    return SourceFigures(
        "",
        applied=sum(row.applied for row in rows),
        invited=sum(row.invited for row in rows),
        came=sum(row.came for row in rows),
        hired=sum(row.hired for row in rows),
        expected=sum(row.expected for row in rows),
        attended=sum(row.attended for row in rows),
        spent=dict(sorted(money.items())),
    )


def _each(spent: Mapping[str, Decimal], people: int) -> dict[str, Decimal]:
    return {currency: (amount / people).quantize(Decimal("0.01")) for currency, amount in spent.items() if people}
