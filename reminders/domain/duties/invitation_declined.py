from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import Answer, TeamFunction
from recruiting.models import Attendance, Interview, Seat
from reminders.domain.duties.seats import names_of, version, with_names
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners, team_filter
from reminders.domain.rhythm import OnceInTheMorning


class InvitationDeclined(Kind):
    """The recruiter finds a substitute or another time for a meeting that somebody declined. Over with either."""

    key = "invitation_declined"
    heading = _("Somebody cannot come")
    button = _("Change")
    rhythm = OnceInTheMorning()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        rows = list(_declined(now).filter(**team_filter(TeamFunction.RECRUITER, user)))
        recruiters = owners({row.vacancy_id for row in rows}, TeamFunction.RECRUITER, user)
        return [self._duty(row, owner) for row in rows for owner in recruiters.get(row.vacancy_id, ())]

    def _duty(self, row: Interview, owner: User) -> Duty:
        refused = tuple(seat.interviewer.full_name for seat in row.declined)  # type: ignore[attr-defined]
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
            why=_("somebody cannot come to an interview"),
            interview=row,
            people=names_of(places),
            others=refused + names_of(place for place in places if place.answer == Answer.DECLINED),
        )


def _declined(now: datetime):
    seats = Seat.objects.filter(answer=Answer.DECLINED, removed_at=None)
    places = Attendance.objects.filter(answer=Answer.DECLINED)
    return (
        Interview.objects.planned()
        .filter(
            Q(Exists(seats.filter(interview=OuterRef("pk")))) | Q(Exists(places.filter(interview=OuterRef("pk")))),
            Exists(Attendance.objects.filter(interview=OuterRef("pk"), application__state="active")),
            starts_at__gt=now,
        )
        .select_related("stage", "vacancy")
        .prefetch_related(
            Prefetch("seats", queryset=seats.select_related("interviewer"), to_attr="declined"),
            Prefetch("attendances", queryset=with_names(), to_attr="places"),
        )
        .order_by("starts_at", "pk")
    )
