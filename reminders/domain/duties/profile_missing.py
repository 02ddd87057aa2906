from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.enums import TeamFunction, VacancyState
from recruiting.models import Application, LegalProfile, Vacancy
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import Mornings
from reminders.enums import Subject

OURS = TeamFunction.RECRUITER
RUNNING = [VacancyState.OPEN, VacancyState.ON_HOLD]
SCHEDULE = "none"  # a vacancy that was put under a profile never loses it again


class ProfileMissing(Kind):
    """The recruiter puts a vacancy under a legal profile: without one its candidates' data have no end and no notice.

    Over with the profile. A vacancy that is closed counts as long as it holds anybody's data; where no profile was ever
    loaded there is nothing to choose from, and nobody is asked.
    """

    key = "profile_missing"
    heading = _("Vacancies without a legal profile")
    button = pgettext_lazy("button", "Choose")
    why = _("a vacancy has no legal profile")
    rhythm = Mornings(every=5, most=4)  # the first working morning, then once a week
    about = Subject.VACANCY
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        bare = narrowed(_bare(), among, vacancy="pk").filter(**team_filter(OURS, user, vacancy="pk"))
        return [self._duty(*each) for each in with_recruiters(bare.order_by("opened_at", "pk"), user, vacancy="pk")]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(vacancy="pk"),
            owner="members__user",
            vacancy="pk",
            stage=None,
            since="opened_at",
            due="opened_at",
            schedule=Value(SCHEDULE),
        )
        return columns(_bare().filter(**team_in_sql(OURS, vacancy="")), self.key, row)

    def _duty(self, row: Vacancy, owner: User) -> Duty:
        opened = row.opened_at
        assert opened is not None  # noqa: S101 what is no draft has been opened, the database sees to it
        return Duty(
            kind=self.key,
            subject=f"vacancy:{row.pk}",
            owner=owner,
            since=opened,
            due=opened,
            schedule=SCHEDULE,
            url=reverse("recruiting:vacancy_settings", args=[row.pk]),
            why=self.why,
            vacancy=row,
            people=(row.title,),
        )


def _bare() -> QuerySet[Vacancy]:
    """Vacancies that have no profile though there are some, and that are running or hold somebody's data."""
    held = Application.objects.filter(vacancy=OuterRef("pk"), candidate__erased_at=None)
    return Vacancy.objects.filter(
        Q(state__in=RUNNING) | Exists(held),
        Exists(LegalProfile.objects.all()),
        legal_profile=None,
        opened_at__isnull=False,
    )
