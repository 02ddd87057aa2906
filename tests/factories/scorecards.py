from datetime import datetime

from django.utils import timezone

from accounts.models import User
from recruiting.models import Interview
from scorecards.enums import CardState, Recommendation
from scorecards.models import Rating, Scorecard


def make_card(
    interview: Interview,
    interviewer: User,
    *,
    levels: list[int | None] | None = None,
    submitted: bool = True,
    recommendation: Recommendation = Recommendation.YES,
    evidence: str = "Said and did so.",
    at: datetime | None = None,
    **fields,
) -> Scorecard:
    """A card on the interview's first candidate. `levels` in grid order; None is "not observed"."""
    at = at or timezone.now()
    application = fields.pop("application", None) or interview.attendances.first().application
    card = Scorecard.objects.create(
        application=application,
        stage=interview.stage,
        interviewer=interviewer,
        interview=interview,
        recommendation=recommendation,
        created_at=at,
        saved_at=at,
        **fields,
    )
    items = list(interview.stage.covers.order_by("order"))
    Rating.objects.bulk_create(
        Rating(scorecard=card, item=item, level=level, not_observed=level is None, evidence=evidence)
        for item, level in zip(items, levels if levels is not None else [3] * len(items), strict=True)
    )
    if submitted:
        Scorecard.objects.filter(pk=card.pk).update(state=CardState.SUBMITTED, closed_at=at, digest="0" * 64)
        card.refresh_from_db()
    return card
