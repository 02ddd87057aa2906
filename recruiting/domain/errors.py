"""Refusals of recruiting's acts: each carries the sentence that the person will read."""

from collections.abc import Sequence

from recruiting.domain.gates import Blocker


class Refused(Exception):
    """An act that cannot be done. `message` is translated; `blockers` are the reasons a person can act on."""

    def __init__(self, message: str, *, blockers: Sequence[Blocker] = ()):
        super().__init__(message)
        self.message = message
        self.blockers = list(blockers)


class AlreadyDone(Refused):
    """The same act was done a moment ago: a repeated click, to be answered with a message."""


class Conflict(Refused):
    """Somebody else changed the same thing after the page was shown; answered with 409."""


class HeldBack(Refused):
    """Gates of the apps above speak against a move; it can go on with a reason."""
