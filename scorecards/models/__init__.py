from scorecards.models.card import Rating, RatingsSeen, Scorecard
from scorecards.models.decision import Decision

__all__ = ["Decision", "Rating", "RatingsSeen", "Scorecard"]
