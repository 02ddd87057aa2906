from scorecards.models.card import Rating, RatingsSeen, Scorecard
from scorecards.models.decision import Decision
from scorecards.models.parameters import FittedParameters

__all__ = ["Decision", "FittedParameters", "Rating", "RatingsSeen", "Scorecard"]
