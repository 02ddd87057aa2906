from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Vacancy
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import AtAges
from reminders.enums import Subject
from reminders.models import Rule

# Days in which a vacancy is usually filled: two weeks, four in a market that is hard to hire in.
EXPECTED, LONG = 14, 28


class VacancyAge(Kind):
    """The recruiter looks at a vacancy that has been open for longer than hiring usually takes. Over when it closes."""

    key = "vacancy_age"
    heading = _("Vacancies open for long")
    button = pgettext_lazy("button", "Open")
    why = _("a vacancy has been open for long")
    rhythm = AtAges(EXPECTED)
    about = Subject.VACANCY
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        old = narrowed(_old(now), among, vacancy="pk").filter(**team_filter(TeamFunction.RECRUITER, user, vacancy="pk"))
        return [self._duty(*each) for each in with_recruiters(old.order_by("opened_at", "pk"), user, vacancy="pk")]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(vacancy="pk"),
            owner="members__user",
            vacancy="pk",
            stage=None,
            since="opened_at",
            due="opened_at",
            schedule=Concat(Value("opened:"), moment_in_sql("opened_at")),
        )
        return columns(_old(now).filter(**team_in_sql(TeamFunction.RECRUITER, vacancy="")), self.key, row)

    def _duty(self, row: Vacancy, owner: User) -> Duty:
        opened = row.opened_at
        assert opened is not None  # noqa: S101 an open vacancy has been opened, the database sees to it
        return Duty(
            kind=self.key,
            subject=f"vacancy:{row.pk}",
            owner=owner,
            since=opened,
            due=opened,
            late_from=opened + timedelta(days=LONG),
            schedule=f"opened:{opened:%Y%m%dT%H%M%S%z}",
            url=reverse("recruiting:board", args=[row.pk]),
            why=self.why,
            vacancy=row,
            people=(row.title,),
        )


def _old(now: datetime) -> QuerySet[Vacancy]:
    """Open for as long as hiring usually takes, or as their own rule says where that is less."""
    rules = Rule.objects.filter(vacancy=OuterRef("pk"), kind=VacancyAge.key, stage=None, first__lt=EXPECTED)
    days = Coalesce(Subquery(rules.values("first")[:1]), EXPECTED)
    age = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    return Vacancy.objects.filter(state=VacancyState.OPEN, opened_at__lte=now - age)
