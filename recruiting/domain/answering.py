"""Who still waits for an answer from us, and since when.

In work: nobody has written to the candidate or talked with them since they applied. Closed: nobody has told them the
outcome since it was closed. A letter that is held, was called back, refused or returned, or whose fate is unknown,
answers nobody; one that waits for its few minutes does, because it leaves by itself. Nobody can write to a person who
was erased.
"""

from datetime import timedelta

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import User
from outbox.enums import MessageState
from recruiting.enums import ApplicationState, CallOutcome
from recruiting.models import Application, Call, Letter, Vacancy

ON_ITS_WAY = [MessageState.WAITING, MessageState.SENDING, MessageState.SENT]
TOLD_BEFORE = timedelta(days=1)  # a call that told the outcome may come before the closing is written down


def unanswered(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Those that wait, longest first, with `since`; `trouble` is the state of the last letter that did not answer."""
    letters = Letter.objects.filter(application=OuterRef("pk"), message__state__in=ON_ITS_WAY)
    outcome = letters.filter(closing=True, message__created_at__gte=OuterRef("closed_at"))
    calls = Call.objects.standing().filter(application=OuterRef("pk"), outcome=CallOutcome.REACHED)
    told = calls.filter(told_outcome=True, at__gte=OuterRef("closed_at") - TOLD_BEFORE)
    in_work = Q(state=ApplicationState.ACTIVE) & ~Exists(letters) & ~Exists(calls)
    closed = ~Q(state=ApplicationState.ACTIVE) & Q(no_letter_reason="") & ~Exists(outcome) & ~Exists(told)
    last = Letter.objects.filter(application=OuterRef("pk")).exclude(message__state__in=ON_ITS_WAY).order_by("-pk")
    return (
        applications.filter(in_work | closed, candidate__erased_at=None)
        .annotate(
            since=Case(When(state=ApplicationState.ACTIVE, then=F("applied_at")), default=F("closed_at")),
            trouble=Subquery(last.values("message__state")[:1]),
            trouble_letter=Subquery(last.values("pk")[:1]),
            trouble_words=Subquery(last.values("message__answer")[:1]),
        )
        .order_by("since", "pk")
    )


def answered_by(user: User) -> QuerySet[Application]:
    """Applications that the person has to answer: of the vacancies they run; an administrator looks at all."""
    rows = Application.objects.visible_to(user)
    return rows if user.is_administrator else rows.filter(vacancy__in=Vacancy.objects.run_by(user))


def is_unanswered(application: Application) -> bool:
    """Whether this one waits."""
    return unanswered(Application.objects.filter(pk=application.pk)).exists()
