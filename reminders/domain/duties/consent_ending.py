from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from recruiting.domain.people_data.retention import MONTHS_DIFFER, months_before, months_later
from recruiting.enums import ApplicationState, Purpose, TeamFunction
from recruiting.models import Application, ConsentEvent
from reminders.domain.agenda import Row, columns, named, narrowed
from reminders.domain.duties.seats import moment_in_sql
from reminders.domain.duty import Duty, Kind
from reminders.domain.owners import team_filter, team_in_sql, with_recruiters
from reminders.domain.rhythm import OnceInTheMorning
from reminders.enums import Subject

TIME_TO_ASK = timedelta(days=14)  # before the end, in which the person can be asked again


class ConsentEnding(Kind):
    """The recruiter asks whoever agreed to be kept in the reserve once more before the consent ends, or lets them go.
    Over with a new answer, a new application or the end itself."""

    key = "consent_ending"
    heading = _("Consents about to end")
    button = pgettext_lazy("button", "Open")
    why = _("a consent to be kept in the reserve is about to end")
    rhythm = OnceInTheMorning()
    about = Subject.PEOPLE
    can_be_handed_on = True

    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        mine = team_filter(TeamFunction.RECRUITER, user, vacancy="application__vacancy")
        rows = narrowed(_ending(now), among, consent="pk").filter(**mine)
        names = ("candidate", "application__candidate", "application__vacancy", "application__stage")
        ending = rows.select_related(*names).order_by("until", "pk")
        return [self._duty(*each) for each in with_recruiters(ending, user, vacancy="application.vacancy_id")]

    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        row = Row(
            subject=named(consent="pk"),
            owner="application__vacancy__members__user",
            vacancy="application__vacancy",
            stage="application__stage",
            since="asked_from",
            due="asked_from",
            ends="until",
            schedule=Concat(Value("until:"), moment_in_sql("until")),
        )
        team = team_in_sql(TeamFunction.RECRUITER, vacancy="application__vacancy")
        return columns(_ending(now).filter(**team), self.key, row)

    def _duty(self, row: Any, owner: User) -> Duty:
        person = row.application.candidate
        return Duty(
            kind=self.key,
            subject=f"consent:{row.pk}",
            owner=owner,
            since=row.asked_from,
            due=row.asked_from,
            late_from=row.until,
            ends=row.until,
            schedule=f"until:{row.until:%Y%m%dT%H%M%S%z}",
            url=reverse("recruiting:application_data", args=[row.application_id]),
            why=self.why,
            application=row.application,
            people=(person.full_name,),
            candidates=frozenset({person.uid}),
        )


def _ending(now: datetime) -> QuerySet[Any, Any]:
    """The newest consents to the reserve of people without an application in work that end in the next days.

    Annotated: `until`, when it ends, and `asked_from`, the moment from which the person should be asked. The first two
    conditions say the same as the others, a little wider, in a form that an index on the moment of the consent knows.
    """
    months = F("version__profile__reserve_months")
    given = ConsentEvent.objects.filter(
        purpose=Purpose.RESERVE,
        given=True,
        application__candidate__erased_at=None,
        at__gt=months_before(now - MONTHS_DIFFER, months),
        at__lte=months_before(now + TIME_TO_ASK + MONTHS_DIFFER, months),
    )
    notice = Value(TIME_TO_ASK, output_field=DurationField())
    asked_from = Func(F("until"), notice, arg_joiner=" - ", template="(%(expressions)s)", output_field=DateTimeField())
    ending = given.annotate(until=months_later(F("at"), months)).annotate(asked_from=asked_from)
    newer = ConsentEvent.objects.filter(purpose=Purpose.RESERVE).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    own = OuterRef("application__candidate")
    in_work = Application.objects.filter(candidate=own, state=ApplicationState.ACTIVE)
    return ending.filter(
        ~Exists(newer.filter(candidate=own)),
        ~Exists(newer.filter(candidate__merged_into=own)),
        ~Exists(in_work),
        until__gt=now,
        until__lte=now + TIME_TO_ASK,
    )
