from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners, team_filter
from reminders.domain.rhythm import OnceInTheMorning

# By the hour, which is never later than by calendar days: the database's first sieve.
DAY = ExpressionWrapper(Value(timedelta(days=1)) * F("stage__day_limit"), output_field=DurationField())


def over_from(row: Application, zone: ZoneInfo) -> datetime:
    """The midnight after the last day that the stage allows, counted in calendar days as on the board."""
    last = row.stage_since.astimezone(zone).date() + timedelta(days=row.stage.day_limit or 0)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


class StageOverdue(Kind):
    """The recruiter moves on a candidate who has waited longer than the stage allows. Over with the next move."""

    key = "stage_overdue"
    heading = _("Stuck past the day limit")
    button = pgettext_lazy("button", "Open")
    rhythm = OnceInTheMorning()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        limit = ExpressionWrapper(F("stage_since") + DAY, output_field=DateTimeField())
        stuck = (
            Application.objects.active()
            .filter(vacancy__state=VacancyState.OPEN, stage__day_limit__isnull=False)
            .filter(**team_filter(TeamFunction.RECRUITER, user))
            .annotate(overdue_from=limit)
            .filter(overdue_from__lt=now)
            .select_related("candidate", "vacancy", "stage")
            .order_by("stage_since", "pk")
        )
        rows = list(stuck)
        recruiters = owners({row.vacancy_id for row in rows}, TeamFunction.RECRUITER, user)
        duties = [self._duty(row, owner) for row in rows for owner in recruiters.get(row.vacancy_id, ())]
        return [duty for duty in duties if duty.due <= now]

    def _duty(self, row, owner: User) -> Duty:
        over = over_from(row, ZoneInfo(owner.time_zone))
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.stage_since,
            due=over,
            late_from=over,
            schedule=f"stage:{row.stage_id}@{row.stage_since:%Y%m%dT%H%M%S%z}",
            url=reverse("recruiting:application", args=[row.pk]),
            why=_("a candidate has waited longer than the stage allows"),
            application=row,
            people=(row.candidate.full_name,),
        )
