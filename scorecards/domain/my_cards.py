"""One person's scorecards: owed, begun, submitted lately, and how long they and the team take."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from recruiting.models import TeamMember
from scorecards.domain.owed import OwedCard, owed_cards
from scorecards.enums import CardState
from scorecards.models import Scorecard

LOOKED_BACK = timedelta(days=60)
LEAST_OWN = 3  # cards
LEAST_CARDS, LEAST_PEOPLE = 10, 4  # of colleagues: below that a median would tell how one of them works


class Median(Aggregate):
    """Source: PostgreSQL, ordered-set aggregate percentile_cont."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Pace:
    """Median time from the end of an interview to the rating; None where too little stands behind it."""

    mine: timedelta | None
    team: timedelta | None
    own_cards: int
    people: int


@dataclass(frozen=True)
class MyCards:
    owed: list[OwedCard]
    drafts: list[Scorecard]
    submitted: QuerySet[Scorecard]
    pace: Pace


def my_cards(*, user: User, now: datetime, words: str = "") -> MyCards:
    """What the page shows; `submitted` is a queryset, newest first, narrowed to candidates whose name has the words."""
    own = Scorecard.objects.filter(interviewer=user).select_related(
        "application__candidate", "interview", "stage", "application__vacancy"
    )
    submitted = own.submitted().filter(closed_at__gte=now - LOOKED_BACK).order_by("-closed_at", "-pk")
    if words:
        submitted = submitted.filter(
            Q(application__candidate__full_name__icontains=words) | Q(application__vacancy__title__icontains=words)
        )
    return MyCards(
        owed=owed_cards(now=now, user=user),
        drafts=list(own.filter(state=CardState.DRAFT).order_by("saved_at", "pk")),
        submitted=submitted,
        pace=pace_of(user, now),
    )


def pace_of(user: User, now: datetime) -> Pace:
    """Medians of the last 60 days; the team is everybody else who rated in vacancies whose team the person is in or
    in which they rated. Cards typed by somebody else say nothing of the interviewer's own pace."""
    cards = (
        Scorecard.objects.submitted()
        .filter(closed_at__gte=now - LOOKED_BACK, interview__isnull=False, entered_by=None)
        .annotate(
            took=ExpressionWrapper(
                Coalesce("ratings_sealed_at", "closed_at", output_field=DateTimeField()) - F("interview__ends_at"),
                output_field=DurationField(),
            )
        )
        .order_by()
    )
    mine = cards.filter(interviewer=user).aggregate(median=Median("took"), cards=Count("pk"))
    team = (
        cards.filter(application__vacancy__in=_vacancies(user))
        .exclude(interviewer=user)
        .aggregate(median=Median("took"), cards=Count("pk"), people=Count("interviewer", distinct=True))
    )
    enough = team["cards"] >= LEAST_CARDS and team["people"] >= LEAST_PEOPLE
    return Pace(
        mine=mine["median"] if mine["cards"] >= LEAST_OWN else None,
        team=team["median"] if enough else None,
        own_cards=mine["cards"],
        people=team["people"],
    )


def _vacancies(user: User) -> QuerySet:
    teams = TeamMember.objects.held_by(user).values("vacancy")
    rated = Scorecard.objects.submitted().filter(interviewer=user).values("application__vacancy")
    return teams.union(rated)
