from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application, Stage
from reminders.domain.agenda import Entry, Row, columns, named, narrowed
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject


def over_from(stage_since: datetime, day_limit: int, zone: ZoneInfo) -> datetime:
    """The midnight after the last day that the stage allows, counted in calendar days as on the board."""
    last = stage_since.astimezone(zone).date() + timedelta(days=day_limit)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def _stuck(now: datetime) -> QuerySet[Any, Any]:
    """In work longer than their stage allows by the hour, with `over_at`, when that was.

    The stages are looked up first, by limit: so the time in the stage is compared with moments that an index knows.
    """
    stages = Stage.objects.filter(vacancy__state=VacancyState.OPEN, day_limit__isnull=False)
    by_limit: dict[int, list[int]] = {}
    for pk, limit in stages.order_by().values_list("pk", "day_limit"):
        by_limit.setdefault(limit or 0, []).append(pk)
    over, moments = Q(pk__in=[]), []
    for limit, ids in by_limit.items():
        over |= Q(stage__in=ids, stage_since__lt=now - timedelta(days=limit))
        moments.append(When(stage__in=ids, then=F("stage_since") + timedelta(days=limit)))
    shortest = timedelta(days=min(by_limit, default=0))
    stuck = Application.objects.active().filter(over, stage_since__lt=now - shortest)
    return stuck.annotate(over_at=Case(*moments, default=F("stage_since"), output_field=DateTimeField()))


class StageOverdue(Kind):
    """The recruiter moves on a candidate who has waited longer than the stage allows. Over with the next move."""

    key = "stage_overdue"
    heading = _("Stuck past the day limit")
    button = pgettext_lazy("button", "Open")
    why = _("a candidate has waited longer than the stage allows")
    rhythm = OnceInTheMorning()
    about = Subject.APPLICATION
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        stuck = (
            narrowed(_stuck(now), among, application="pk")
            .filter(**team_filter(TeamFunction.RECRUITER, user))
            .select_related("candidate", "vacancy", "stage")
            .order_by("stage_since", "pk")
        )
        duties = (self._duty(*each) for each in with_recruiters(stuck, user))
        return [duty for duty in duties if duty.due <= now]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(application="pk"),
            owner="vacancy__members__user",
            vacancy="vacancy",
            stage="stage",
            since="stage_since",
            due="over_at",
            schedule=Concat(Value("stage:"), Cast("stage_id", CharField()), Value("@"), moment_in_sql("stage_since")),
        )
        return columns(_stuck(now).filter(**team_in_sql(TeamFunction.RECRUITER)), self.key, row)

    def entry(self, entry: Entry) -> Entry:
        days = (entry.due - entry.since).days
        return replace(entry, due=over_from(entry.since, days, ZoneInfo(entry.owner.time_zone)))

    def _duty(self, row, owner: User) -> Duty:
        over = over_from(row.stage_since, row.stage.day_limit or 0, ZoneInfo(owner.time_zone))
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.stage_since,
            due=over,
            late_from=over,
            schedule=f"stage:{row.stage_id}@{row.stage_since:%Y%m%dT%H%M%S%z}",
            url=reverse("recruiting:application", args=[row.pk]),
            why=self.why,
            application=row,
            people=(row.candidate.full_name,),
            candidates=frozenset({row.candidate.uid}),
        )
