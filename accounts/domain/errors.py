"""Refusals of the acts on people: each carries the sentence that the administrator will read."""

from collections.abc import Sequence

from accounts.domain.holdings import Holding


class Refused(Exception):
    """An act that cannot be done. `message` is translated; `holdings` are what has to be handed over first."""

    def __init__(self, message: str, *, holdings: Sequence[Holding] = ()):
        super().__init__(message)
        self.message = message
        self.holdings = list(holdings)
