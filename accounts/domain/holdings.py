"""What a person holds in the apps above, told without accounts knowing of those apps.

A provider lists what somebody else will have to take over. A keeper names what would be left without anybody if the
person took another role or lost the access; while it names anything, the act is refused.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import Role
from accounts.models import User


@dataclass(frozen=True)
class Holding:
    """One thing a person holds: its `kind` as a translated heading, its name, and where it is handed over."""

    kind: str
    name: str
    url: str


Provider = Callable[[User, datetime], Sequence[Holding]]
Keeper = Callable[[User, Role | None], Sequence[Holding]]
"""Asked inside the act's transaction with the role to come, or None when the access is to be taken away."""

_providers: list[Provider] = []
_keepers: list[Keeper] = []


def register(provider: Provider) -> Provider:
    """Add a provider; call it from `AppConfig.ready` of the app that owns what is held."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def register_keeper(keeper: Keeper) -> Keeper:
    """Add a keeper; call it from `AppConfig.ready` of the app that must not be left without the person."""
    if keeper not in _keepers:
        _keepers.append(keeper)
    return keeper


def held_by(user: User, *, now: datetime) -> dict[str, list[Holding]]:
    """What the person holds at `now`, by kind, in the order in which the providers name it."""
    found: dict[str, list[Holding]] = defaultdict(list)
    for provider in _providers:
        for holding in provider(user, now):
            found[holding.kind].append(holding)
    return dict(found)


def left_alone(user: User, role: Role | None) -> list[Holding]:
    """What nobody else could go on with if the person had `role`, or no access at all."""
    return [holding for keeper in _keepers for holding in keeper(user, role)]
