from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.domain.people_data.retention import due, whose_term_ended
from reminders.domain.agenda import Row, named, narrowed, of_each
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import keepers
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject

NIGHTS = timedelta(days=2)  # in which the nightly erasure has had its turn
NEWS = timedelta(days=14)  # whoever is overdue for longer stays on the screen, but is no news for a mail


class RetentionOverdue(Kind):
    """The administrators look at data that are past their date though the night should have erased them: somebody has
    to act, for a mail on its way or a file holds them. Over with the erasure, a consent or a new application."""

    key = "retention_overdue"
    heading = _("Data past their date")
    button = pgettext_lazy("button", "Open")
    why = _("data are still held after their date")
    rhythm = OnceInTheMorning()
    about = Subject.PEOPLE

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        asked = list(keepers(user))
        rows = narrowed(due(now=now - NIGHTS), among, candidate="pk") if asked else ()
        return [self._duty(row, owner) for row in rows for owner in asked]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        rows = due(now=now - NIGHTS).filter(
            pk__in=whose_term_ended(after=now - NIGHTS - NEWS, until=now - NIGHTS), ends_at__gt=now - NIGHTS - NEWS
        )
        return of_each(keepers(), rows, self.key, _row)

    def _duty(self, row: Any, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"candidate:{row.pk}",
            owner=owner,
            since=row.ends_at,
            due=row.ends_at,
            late_from=row.ends_at,
            schedule=f"ended:{row.ends_at:%Y%m%dT%H%M%S%z}",
            url=reverse("recruiting:people_data"),
            why=self.why,
            people=(row.full_name,),
            candidates=frozenset({row.uid}),
        )


def _row(owner: Any) -> Row:
    return Row(
        subject=named(candidate="pk"),
        owner=owner,
        vacancy=None,
        stage=None,
        since="ends_at",
        due="ends_at",
        schedule=Concat(Value("ended:"), moment_in_sql("ends_at")),
    )
