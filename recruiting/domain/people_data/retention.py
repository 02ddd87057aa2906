"""Until when a person's data are held: derived from the closed applications, their legal profiles and the consents.

An application in work, or one whose vacancy has no legal profile, holds the data without an end.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest

from recruiting.enums import ApplicationState, Purpose
from recruiting.models import Application, Candidate, ConsentEvent

MONTHS_DIFFER = timedelta(days=4)  # a month back from a day and a month forth again may miss it by so much


def with_end() -> QuerySet[Any, Any]:
    """Everybody whose data are held, with `ends_at`: when they are to go, or None while there is no end."""
    people = Candidate.objects.present().filter(merged_into=None)
    own = Application.objects.filter(candidate=OuterRef("pk"))
    endless = own.filter(Q(state=ApplicationState.ACTIVE) | Q(vacancy__legal_profile=None))
    last = own.annotate(ends=_ends()).order_by("-ends").values("ends")[:1]
    return people.annotate(
        ends_at=Case(
            When(Exists(endless), then=None),
            default=Greatest(Subquery(last), Subquery(_reserve())),
            output_field=DateTimeField(null=True),
        )
    )


def due(*, now: datetime) -> QuerySet[Any, Any]:
    """Those past their date, the longest overdue first; nobody without a closed application."""
    closed = Application.objects.filter(candidate=OuterRef("pk"))
    return with_end().filter(Exists(closed), ends_at__lte=now).order_by("ends_at", "pk")


def end_for(candidate: Candidate) -> datetime | None:
    """When this person's data are to go, or None."""
    return with_end().filter(pk=candidate.pk).values_list("ends_at", flat=True).first()


def _ends():
    months = Case(
        When(state=ApplicationState.WITHDRAWN, then=F("vacancy__legal_profile__withdrawn_months")),
        default=F("vacancy__legal_profile__not_hired_months"),
        output_field=IntegerField(),
    )
    return months_later(F("closed_at"), months)


def _reserve() -> QuerySet:
    """Until when the newest consent to the reserve holds; None once it was taken back."""
    own = Q(candidate=OuterRef("pk")) | Q(candidate__merged_into=OuterRef("pk"))
    newest = ConsentEvent.objects.filter(own, purpose=Purpose.RESERVE).order_by("-at", "-pk")
    until = Case(When(given=True, then=months_later(F("at"), F("version__profile__reserve_months"))), default=None)
    return newest.annotate(until=until).values("until")[:1]


def whose_term_ended(*, after: datetime, until: datetime) -> QuerySet[Any, Any]:
    """Ids of candidates of whom an application or a consent to the reserve held data to a moment in (after, until].

    A superset in a form that indexes know: months are not all as long, so a few days more are let through.
    """
    profile = F("vacancy__legal_profile__not_hired_months"), F("vacancy__legal_profile__withdrawn_months")
    closed = Application.objects.exclude(vacancy__legal_profile=None).exclude(closed_at=None)
    hired, withdrawn = (_ended(closed, "closed_at", months, after, until) for months in profile)
    consents = ConsentEvent.objects.filter(purpose=Purpose.RESERVE, given=True)
    reserve = _ended(consents, "at", F("version__profile__reserve_months"), after, until)
    return (
        hired.exclude(state=ApplicationState.WITHDRAWN)
        .values("candidate")
        .union(
            withdrawn.filter(state=ApplicationState.WITHDRAWN).values("candidate"),
            reserve.values("application__candidate"),
        )
    )


def _ended(rows: QuerySet[Any, Any], start: str, months: F, after: datetime, until: datetime) -> QuerySet[Any, Any]:
    """Rows whose term of months from `start` ended in the time, or a few days beside it."""
    moments = {
        f"{start}__gt": months_before(after - MONTHS_DIFFER, months),
        f"{start}__lte": months_before(until + MONTHS_DIFFER, months),
    }
    return rows.filter(**moments)


def months_later(start, months):
    """The moment so many months after `start`, in SQL."""
    return _moved(start, months, " + ")


def months_before(moment: datetime, months: F):
    """The moment so many months before, in SQL; up to `MONTHS_DIFFER` away from what `months_later` undoes."""
    return _moved(Value(moment, output_field=DateTimeField()), months, " - ")


def _moved(start, months, sign: str):
    passed = Func(months, template="make_interval(months => %(expressions)s::int)", output_field=DurationField())
    return Func(start, passed, arg_joiner=sign, template="(%(expressions)s)", output_field=DateTimeField())
