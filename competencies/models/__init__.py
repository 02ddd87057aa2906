from competencies.models.description import DescriptionApproval
from competencies.models.exercise import ClientType, Criterion, Exercise, Indicator, ScoreBand, ScoreCategory
from competencies.models.grid import Grid, GridAnchor, GridItem, GridQuestion
from competencies.models.library import Anchor, Competency, Question
from competencies.models.loaded import LoadedRow
from competencies.models.role import PayFigure, Role, RoleStatement
from competencies.models.suggestion import DemandSkill, DemandSnapshot, PresetMultiplier, WeightPreset
from competencies.models.text import LibraryText, TextPart
from competencies.models.words import WatchedWord

__all__ = [
    "Anchor",
    "ClientType",
    "Competency",
    "Criterion",
    "DemandSkill",
    "DemandSnapshot",
    "DescriptionApproval",
    "Exercise",
    "Grid",
    "GridAnchor",
    "GridItem",
    "GridQuestion",
    "Indicator",
    "LibraryText",
    "LoadedRow",
    "PayFigure",
    "PresetMultiplier",
    "Question",
    "Role",
    "RoleStatement",
    "ScoreBand",
    "ScoreCategory",
    "TextPart",
    "WatchedWord",
    "WeightPreset",
]
