from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import InterviewState, TeamFunction
from recruiting.models import Seat
from reminders.domain.duties.seats import names_of, version, with_names
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import owners, team_filter
from reminders.domain.rhythm import OnceInTheMorning
from scorecards.models import Recusal


class PanelShort(Kind):
    """The recruiter finds somebody for a seat that a conflict of interest left empty. Over with a new seat."""

    key = "panel_short"
    heading = _("Somebody stepped off a panel")
    button = _("Change")
    rhythm = OnceInTheMorning()

    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        rows = list(_open(now).filter(**team_filter(TeamFunction.RECRUITER, user, vacancy="interview__vacancy")))
        recruiters = owners({row.interview.vacancy_id for row in rows}, TeamFunction.RECRUITER, user)
        places = _places(rows)
        return [
            self._duty(row, owner, places.get(row.interview_id, []))
            for row in rows
            for owner in recruiters.get(row.interview.vacancy_id, ())
        ]

    def _duty(self, row: Recusal, owner: User, places: list) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"interview:{row.interview_id}/recusal:{row.pk}",
            owner=owner,
            since=row.at,
            due=row.at,
            ends=row.interview.starts_at,
            schedule=version(row.interview),
            url=reverse("recruiting:interview", args=[row.interview_id]),
            why=_("somebody stepped off a panel"),
            interview=row.interview,
            people=names_of(places),
            others=(row.interviewer.full_name,),
        )


def _open(now: datetime):
    """Recusals from planned meetings ahead after which nobody was seated; one new seat settles one recusal."""
    seats = Seat.objects.filter(interview=OuterRef("interview"), removed_at=None, added_at__gt=OuterRef("at"))
    return (
        Recusal.objects.filter(~Q(Exists(seats)), interview__state=InterviewState.PLANNED, interview__starts_at__gt=now)
        .select_related("interviewer", "interview__stage", "interview__vacancy")
        .order_by(F("interview__starts_at"), "pk")
    )


def _places(rows: list[Recusal]) -> dict[int, list]:
    found: dict[int, list] = {}
    if not rows:
        return found
    for place in with_names().filter(interview__in={row.interview_id for row in rows}):
        found.setdefault(place.interview_id, []).append(place)
    return found
