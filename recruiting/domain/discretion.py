"""How an app above recruiting keeps colleagues' words from somebody who still has to rate.

A note may say what a colleague thought of the candidate; whoever owes a scorecard reads it afterwards.
"""

from collections.abc import Callable

from accounts.models import User
from recruiting.models import Application

Blindness = Callable[[User, Application], bool]

_kinds: list[Blindness] = []


def register(blindness: Blindness) -> Blindness:
    """Add a reason to hold words back; call it from `AppConfig.ready` of the app that owns the rule."""
    if blindness not in _kinds:
        _kinds.append(blindness)
    return blindness


def still_blind(user: User, application: Application) -> bool:
    """Whether colleagues' words on this application are to be kept from the person for now."""
    return any(blindness(user, application) for blindness in _kinds)
