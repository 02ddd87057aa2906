"""Where a decision stands already, and who may revise it: what a page offers instead of deciding anew."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from accounts.models import User
from recruiting.models import Application, Vacancy
from recruiting.models.application import ApplicationQuerySet
from scorecards.domain.record import locked_for
from scorecards.models import Decision


@dataclass(frozen=True)
class Revisable:
    """By the application's id the decision that stands on it: `open_ones` may be revised by the reader now."""

    standing: dict[int, int]
    open_ones: frozenset[int] = frozenset()

    def is_decided(self, application: int) -> bool:
        return application in self.standing

    def to_revise(self, application: int) -> int | None:
        """The decision that the reader may revise; None when there is none, or not for them."""
        return self.standing[application] if application in self.open_ones else None


def with_standing(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """The same rows, each with `standing`, the id of the decision that no later one revises."""
    decisions = Decision.objects.standing().filter(application=OuterRef("pk"))
    return applications.annotate(standing=Subquery(decisions.values("pk")[:1]))


def revisable(user: User, vacancy: Vacancy, applications: Iterable[Application], *, decides: bool) -> Revisable:
    """Of these rows of `with_standing`. Who `decides` in the vacancy may revise on those in work, unless blind there.

    Without a decision among them no query is made.
    """
    rows = [row for row in applications if getattr(row, "standing", None) is not None]
    standing: dict[int, int] = {row.pk: getattr(row, "standing", 0) for row in rows}
    if not rows or not decides or not vacancy.is_running:
        return Revisable(standing)
    decisions = list(Decision.objects.filter(pk__in=standing.values()))
    in_work = {row.pk for row in rows if row.is_active}
    return Revisable(standing, frozenset(in_work - locked_for(user, decisions)))
