"""What stands against somebody's seat at a meeting, told by the apps above: who may not sit there, and who may not go.

Recruiting knows the panel and the calendar; what somebody has written or read is known above it.
"""

from collections.abc import Callable, Mapping, Sequence

from accounts.models import User
from recruiting.models import Application, Interview, Seat

Objections = Callable[[Interview, Sequence[User]], Mapping[int, str]]
"""Id of a person -> why they may not take a seat at the meeting; people without an objection are left out."""
Conflicts = Callable[[Sequence[Application], Sequence[User]], Mapping[int, str]]
"""Id of a person -> why they never rate one of these candidates; asked whenever somebody is newly seated."""
Hold = Callable[[Sequence[Seat]], Mapping[int, str]]
"""Id of a seat of one meeting -> why its holder keeps it; seats that may go are left out."""

_objections: list[Objections] = []
_conflicts: list[Conflicts] = []
_holds: list[Hold] = []


def register(objections: Objections) -> Objections:
    """Add what keeps people from a seat; call it from `AppConfig.ready` of the app that owns the rule."""
    if objections not in _objections:
        _objections.append(objections)
    return objections


def register_conflicts(conflicts: Conflicts) -> Conflicts:
    """Add what bars people from candidates; call it from `AppConfig.ready` of the app that owns the rule."""
    if conflicts not in _conflicts:
        _conflicts.append(conflicts)
    return conflicts


def register_hold(hold: Hold) -> Hold:
    """Add what keeps a seat with its holder; call it from `AppConfig.ready` of the app that owns the rule."""
    if hold not in _holds:
        _holds.append(hold)
    return hold


def objections_to(meeting: Interview, people: Sequence[User]) -> dict[int, str]:
    """Id -> the first objection, for those of the people who may not take a seat there."""
    found: dict[int, str] = {}
    for objections in _objections:
        for person, why in objections(meeting, people).items():
            found.setdefault(person, why)
    return found


def conflicts_of(applications: Sequence[Application], people: Sequence[User]) -> dict[int, str]:
    """Id -> the first conflict, for those of the people who may not sit on a panel of one of these candidates."""
    found: dict[int, str] = {}
    for conflicts in _conflicts:
        for person, why in conflicts(applications, people).items():
            found.setdefault(person, why)
    return found


def kept(seats: Sequence[Seat]) -> dict[int, str]:
    """Id -> why the seat stays with its holder, for those seats of one meeting that do."""
    found: dict[int, str] = {}
    for hold in _holds:
        found |= hold(seats)
    return found


def why_kept(seat: Seat) -> str:
    """Why the seat stays with its holder; empty when it may be handed over."""
    return kept([seat]).get(seat.pk, "")
