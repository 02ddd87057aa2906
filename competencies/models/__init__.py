from competencies.models.grid import Grid, GridAnchor, GridItem, GridQuestion
from competencies.models.library import Anchor, Competency, Question
from competencies.models.loaded import LoadedRow
from competencies.models.role import Role, RoleStatement

__all__ = [
    "Anchor",
    "Competency",
    "Grid",
    "GridAnchor",
    "GridItem",
    "GridQuestion",
    "LoadedRow",
    "Question",
    "Role",
    "RoleStatement",
]
