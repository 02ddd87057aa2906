"""Until when a person's data are held: derived from the closed applications, their legal profiles and the consents.

An application in work, or one whose vacancy has no legal profile, holds the data without an end.
"""

from datetime import datetime
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
    When,
)
from django.db.models.functions import Greatest

from recruiting.enums import ApplicationState, Purpose
from recruiting.models import Application, Candidate, ConsentEvent


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
    return _later(F("closed_at"), months)


def _reserve() -> QuerySet:
    """Until when the newest consent to the reserve holds; None once it was taken back."""
    own = Q(candidate=OuterRef("pk")) | Q(candidate__merged_into=OuterRef("pk"))
    newest = ConsentEvent.objects.filter(own, purpose=Purpose.RESERVE).order_by("-at", "-pk")
    until = Case(When(given=True, then=_later(F("at"), F("version__profile__reserve_months"))), default=None)
    return newest.annotate(until=until).values("until")[:1]


def _later(start, months):
    passed = Func(months, template="make_interval(months => %(expressions)s::int)", output_field=DurationField())
    return Func(start, passed, arg_joiner=" + ", template="(%(expressions)s)", output_field=DateTimeField())
