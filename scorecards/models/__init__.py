from scorecards.models.amendment import Amendment
from scorecards.models.calibration import CalibrationLead, CalibrationNotice, RaterFigures
from scorecards.models.card import Rating, RatingsSeen, Scorecard
from scorecards.models.debrief import AgreedLevel, Debrief, DebriefNote
from scorecards.models.decision import Decision
from scorecards.models.feedback import Feedback
from scorecards.models.kit import QuestionMark, Topic
from scorecards.models.parameters import FittedParameters
from scorecards.models.parts import ClaimMark, CriticalError, ExerciseResult
from scorecards.models.recusal import ConflictWithdrawal, Recusal

__all__ = [
    "AgreedLevel",
    "Amendment",
    "CalibrationLead",
    "CalibrationNotice",
    "ClaimMark",
    "ConflictWithdrawal",
    "CriticalError",
    "Debrief",
    "DebriefNote",
    "Decision",
    "ExerciseResult",
    "Feedback",
    "FittedParameters",
    "RaterFigures",
    "QuestionMark",
    "Rating",
    "RatingsSeen",
    "Recusal",
    "Scorecard",
    "Topic",
]
