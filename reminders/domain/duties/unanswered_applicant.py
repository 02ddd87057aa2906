from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from outbox.enums import MessageState
from recruiting.domain.answering import ON_ITS_WAY
from recruiting.enums import CallOutcome, Source, TeamFunction, VacancyState
from recruiting.models import Application, Attendance, Call, Letter
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject

NOT_APPLIED = [Source.SEARCH, Source.INTERNAL]
NOT_ARRIVED = [MessageState.FAILED, MessageState.RETURNED, MessageState.UNCERTAIN]
TIME_TO_ANSWER = timedelta(days=2)  # in which whoever applied hears something


class UnansweredApplicant(Kind):
    """The recruiter writes to whoever applied and heard nothing. Over with a letter, a call, a meeting or the end.

    What counts as heard is what the list of the unanswered says. A letter that did not arrive begins a new series.
    """

    key = "unanswered_applicant"
    heading = _("Nobody has answered them")
    button = pgettext_lazy("button", "Open")
    why = _("somebody has applied and heard nothing yet")
    rhythm = OnceInTheMorning()
    about = Subject.APPLICATION
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        waiting = narrowed(_unanswered(now), among, application="pk").filter(
            **team_filter(TeamFunction.RECRUITER, user)
        )
        rows = waiting.select_related("candidate", "vacancy", "stage").order_by("applied_at", "pk")
        return [self._duty(*each) for each in with_recruiters(rows, user)]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(application="pk"),
            owner="vacancy__members__user",
            vacancy="vacancy",
            stage="stage",
            since="applied_at",
            due="applied_at",
            schedule=Concat(Value("applied:"), moment_in_sql("applied_at"), "not_arrived"),
        )
        return columns(_unanswered(now).filter(**team_in_sql(TeamFunction.RECRUITER)), self.key, row)

    def _duty(self, row: Any, owner: User) -> Duty:
        return Duty(
            kind=self.key,
            subject=f"application:{row.pk}",
            owner=owner,
            since=row.applied_at,
            due=row.applied_at,
            late_from=row.applied_at + TIME_TO_ANSWER,
            schedule=f"applied:{row.applied_at:%Y%m%dT%H%M%S%z}{row.not_arrived}",
            url=reverse("recruiting:application", args=[row.pk]),
            why=self.why,
            application=row,
            people=(row.candidate.full_name,),
            candidates=frozenset({row.candidate.uid}),
        )


def _unanswered(now: datetime) -> QuerySet[Any, Any]:
    """In work, still in the first stage, applied a while ago; no letter is on its way, no call reached them and no
    meeting was planned.

    Whoever was moved on was dealt with; people whom the recruiter found have not applied. Annotated with `not_arrived`:
    which letter did not, for the schedule; empty without one.
    """
    of_it = {"application": OuterRef("pk")}
    lost = Letter.objects.filter(**of_it, message__state__in=NOT_ARRIVED).order_by("-pk")
    named = lost.annotate(words=Concat(Value("/letter:"), Cast("pk", CharField()))).values("words")[:1]
    return (
        Application.objects.active()
        .filter(vacancy__state=VacancyState.OPEN, applied_at__lt=now - TIME_TO_ANSWER, revision=0)
        .exclude(source__in=NOT_APPLIED)
        .filter(
            ~Exists(Letter.objects.filter(**of_it, message__state__in=ON_ITS_WAY)),
            ~Exists(Call.objects.standing().filter(**of_it, outcome=CallOutcome.REACHED)),
            ~Exists(Attendance.objects.filter(**of_it)),
        )
        .annotate(not_arrived=Coalesce(Subquery(named), Value("")))
    )
