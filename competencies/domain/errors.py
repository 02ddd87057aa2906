"""Why an act on a grid did not happen, in words for the person who tried."""

from collections.abc import Sequence

from competencies.domain.blockers import Blocker
from competencies.models import Grid


class Refused(Exception):
    """The act cannot go on: `message` says why, `blockers` what has to be mended first."""

    def __init__(self, message: str, blockers: Sequence[Blocker] = ()):
        super().__init__(message)
        self.message = message
        self.blockers = list(blockers)


class Conflict(Refused):
    """Somebody else was faster. `grid` is the row as it stands now, None if it is gone."""

    def __init__(self, message: str, grid: Grid | None):
        super().__init__(message)
        self.grid = grid


class DraftExists(Refused):
    """The role already has a draft; `draft` is that one."""

    def __init__(self, message: str, draft: Grid):
        super().__init__(message)
        self.draft = draft
