from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import ApplicationState, InterviewState, TeamFunction
from recruiting.models import Attendance, Interview, Seat
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import ids_of, names_of, version, version_in_sql, with_names
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject
from scorecards.models import Recusal


class PanelShort(Kind):
    """The recruiter finds somebody for a seat that a conflict of interest left empty. Over with a new seat."""

    key = "panel_short"
    heading = _("Somebody stepped off a panel")
    button = _("Change")
    why = _("somebody stepped off a panel")
    rhythm = OnceInTheMorning()
    about = Subject.INTERVIEW
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        meetings = narrowed(_short(now), among, interview="pk").filter(**team_filter(TeamFunction.RECRUITER, user))
        return [self._duty(*each) for each in with_recruiters(_with_names(meetings), user)]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(interview="pk"),
            owner="vacancy__members__user",
            vacancy="vacancy",
            stage="stage",
            since="created_at",
            due="created_at",
            schedule=version_in_sql(),
            ends="starts_at",
        )
        return columns(_short(now).filter(**team_in_sql(TeamFunction.RECRUITER)), self.key, row)

    def _duty(self, row: Interview, owner: User) -> Duty:
        places = row.places  # type: ignore[attr-defined]
        return Duty(
            kind=self.key,
            subject=f"interview:{row.pk}",
            owner=owner,
            since=row.created_at,
            due=row.created_at,
            ends=row.starts_at,
            schedule=version(row),
            url=reverse("recruiting:interview", args=[row.pk]),
            why=self.why,
            interview=row,
            people=names_of(places),
            candidates=ids_of(places),
            others=tuple(one.interviewer.full_name for one in row.left),  # type: ignore[attr-defined]
        )


def _left_empty() -> QuerySet[Recusal]:
    """Recusals after which nobody was seated: a new seat settles those before it."""
    seats = Seat.objects.filter(interview=OuterRef("interview"), removed_at=None, added_at__gt=OuterRef("at"))
    return Recusal.objects.filter(~Exists(seats))


def _short(now: datetime) -> QuerySet[Interview]:
    """Meetings ahead, with a candidate still in work, with a seat left empty. Those who stepped off are looked up
    first: then only their meetings are read."""
    ahead = _left_empty().filter(interview__state=InterviewState.PLANNED, interview__starts_at__gt=now)
    ids = set(ahead.values_list("interview", flat=True))
    in_work = Attendance.objects.filter(interview=OuterRef("pk"), application__state=ApplicationState.ACTIVE)
    return Interview.objects.planned().filter(Exists(in_work), pk__in=ids, starts_at__gt=now)


def _with_names(meetings: QuerySet[Interview]) -> QuerySet[Interview]:
    return (
        meetings.select_related("stage", "vacancy")
        .prefetch_related(
            Prefetch("recusals", queryset=_left_empty().select_related("interviewer"), to_attr="left"),
            Prefetch("attendances", queryset=with_names(), to_attr="places"),
        )
        .order_by(F("starts_at"), "pk")
    )
