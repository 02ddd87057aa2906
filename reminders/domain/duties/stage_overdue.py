from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners, team_filter
from reminders.domain.rhythm import OnceInTheMorning

DAY = ExpressionWrapper(Value(timedelta(days=1)) * F("stage__day_limit"), output_field=DurationField())


class StageOverdue(Kind):
    """The recruiter moves on a candidate who has waited longer than the stage allows. Over with the next move."""

    key = "stage_overdue"
    heading = _("Stuck past the day limit")
    button = _("Open")
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
            .order_by("overdue_from", "pk")
        )
        rows = list(stuck)
        recruiters = owners({row.vacancy_id for row in rows}, TeamFunction.RECRUITER, user)
        return [self._duty(row, owner) for row in rows for owner in recruiters.get(row.vacancy_id, ())]

    def _duty(self, row, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.stage_since,
            due=row.overdue_from,
            schedule=f"stage:{row.stage_id}@{row.stage_since:%Y%m%dT%H%M%S%z}",
            url=reverse("recruiting:application", args=[row.pk]),
            why=_("a candidate has waited longer than the stage allows"),
            application=row,
            people=(row.candidate.full_name,),
        )
