"""How an app above recruiting puts its one public figure on the board without recruiting knowing of that app.

The figure is "n of m scorecards in" for the stage in which a candidate stands. It must be the same for everyone who
looks, whatever they may read, because it says how many cards are in and never what is in them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol


class Asked(Protocol):
    """An application, or a row of the board that stands for one."""

    @property
    def pk(self) -> int: ...


Figures = Mapping[int, tuple[int, int]]
"""Application id -> (cards in, cards expected)."""

Provider = Callable[[Sequence[Asked]], Figures]

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider; call it from `AppConfig.ready` of the app that owns the figure."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def cards_in(applications: Iterable[Asked]) -> dict[int, tuple[int, int]]:
    """What the providers say of these applications, in as many queries as they need for all of them at once."""
    asked = list(applications)
    return {key: figure for provider in _providers for key, figure in provider(asked).items()}
