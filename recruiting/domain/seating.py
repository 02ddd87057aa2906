"""What stands against somebody's seat at a meeting, told by the apps above: who may not sit there, and who may not go.

Recruiting knows the panel and the calendar; what somebody has written or read is known above it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from accounts.models import User
from recruiting.models import Application, Interview, Seat

Objections = Callable[[Interview, Sequence[User]], Mapping[int, str]]
"""Id of a person -> why they may not take a seat at the meeting; people without an objection are left out."""
Conflicts = Callable[[Sequence[Application], Sequence[User]], Mapping[int, str]]
"""Id of a person -> why they never rate one of these candidates; asked whenever somebody is newly seated."""
Hold = Callable[[Sequence[Seat]], Mapping[int, str]]
"""Id of a seat of one meeting -> why its holder keeps it; seats that may go are left out."""
Declared = Callable[[Interview], bool]
"""Whether somebody has declared a conflict of interest about the meeting."""

_objections: list[Objections] = []
_conflicts: list[Conflicts] = []
_holds: list[Hold] = []
_declared: list[Declared] = []


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


def register_declared(declared: Declared) -> Declared:
    """Add what tells of declared conflicts; call it from `AppConfig.ready` of the app that owns the rule."""
    if declared not in _declared:
        _declared.append(declared)
    return declared


def has_conflicts(meeting: Interview) -> bool:
    """Whether there is anything to show or to take back on the page of the meeting's conflicts."""
    return any(declared(meeting) for declared in _declared)


def _first_of(answers: Iterable[Mapping[int, str]]) -> dict[int, str]:
    """Id -> the first reason that is given for it."""
    found: dict[int, str] = {}
    for answer in answers:
        found = {**answer, **found}
    return found


def objections_to(meeting: Interview, people: Sequence[User]) -> dict[int, str]:
    """Id -> the first objection, for those of the people who may not take a seat there."""
    return _first_of(objections(meeting, people) for objections in _objections)


def conflicts_of(applications: Sequence[Application], people: Sequence[User]) -> dict[int, str]:
    """Id -> the first conflict, for those of the people who may not sit on a panel of one of these candidates."""
    return _first_of(conflicts(applications, people) for conflicts in _conflicts)


def kept(seats: Sequence[Seat]) -> dict[int, str]:
    """Id -> why the seat stays with its holder, for those seats of one meeting that do."""
    return _first_of(hold(seats) for hold in _holds)


def why_kept(seat: Seat) -> str:
    """Why the seat stays with its holder; empty when it may be handed over."""
    return kept([seat]).get(seat.pk, "")
