from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.domain.answering import unanswered
from recruiting.enums import ApplicationState, TeamFunction
from recruiting.models import Application, Letter
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.unanswered_applicant import NOT_ARRIVED
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import UntilSettled
from reminders.enums import Subject


class OutcomeUnheard(Kind):
    """The recruiter reaches somebody another way whose closing letter did not arrive, be the vacancy open or not.

    Over with a letter that leaves, a call that told the outcome, or a reason why no letter is owed; a second letter
    that does not arrive begins a new series.
    """

    key = "outcome_unheard"
    heading = _("They have not heard the outcome")
    button = pgettext_lazy("button", "Open")
    why = _("a letter about the outcome did not arrive")
    rhythm = UntilSettled()
    about = Subject.APPLICATION
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        rows = narrowed(_unheard(), among, application="pk").filter(**team_filter(TeamFunction.RECRUITER, user))
        rows = rows.select_related("candidate", "vacancy", "stage").order_by("lost_at", "pk")
        return [self._duty(*each) for each in with_recruiters(rows, user)]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(application="pk"),
            owner="vacancy__members__user",
            vacancy="vacancy",
            stage="stage",
            since="lost_at",
            due="lost_at",
            schedule=Concat(Value("letter:"), Cast(F("lost"), CharField())),
        )
        return columns(_unheard().filter(**team_in_sql(TeamFunction.RECRUITER)), self.key, row)

    def _duty(self, row: Any, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.lost_at,
            due=row.lost_at,
            schedule=f"letter:{row.lost}",
            url=reverse("recruiting:application", args=[row.pk]),
            why=self.why,
            application=row,
            people=(row.candidate.full_name,),
            candidates=frozenset({row.candidate.uid}),
        )


def _unheard() -> QuerySet[Any, Any]:
    """Closed applications that wait for their outcome although a letter told it: the last such letter, `lost`, written
    at `lost_at`, did not arrive. The letters are looked up first: then only their applications are read."""
    not_arrived = Letter.objects.filter(closing=True, message__state__in=NOT_ARRIVED)
    ids = set(not_arrived.order_by().values_list("application", flat=True))
    lost = not_arrived.filter(application=OuterRef("pk"), message__created_at__gte=OuterRef("closed_at"))
    rows = Application.objects.filter(Exists(lost), pk__in=ids).exclude(state=ApplicationState.ACTIVE)
    last = lost.order_by("-pk")
    return unanswered(rows).annotate(
        lost=Subquery(last.values("pk")[:1]), lost_at=Subquery(last.values("message__created_at")[:1])
    )
