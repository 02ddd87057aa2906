"""How an app above recruiting can hold back a move without recruiting knowing of it.

A gate is asked inside the move's transaction and answers with reasons, so that a person can act on each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import User
from recruiting.enums import ApplicationState
from recruiting.models import Application, Stage


@dataclass(frozen=True)
class Blocker:
    """A reason why an act cannot go on: `code` for the log, `message` for the person, `subjects` whom it concerns."""

    code: str
    message: str
    subjects: tuple[str, ...] = field(default=())


Gate = Callable[[Application, Stage], list[Blocker]]
ReaderGate = Callable[[Application, Stage, User], list[Blocker]]
"""A gate whose words may tell what colleagues found: it asks first what the person who moves may know."""
OutcomeGate = Callable[[Application, ApplicationState], list[Blocker]]

_gates: list[Gate] = []
_reader_gates: list[ReaderGate] = []
_outcome_gates: list[OutcomeGate] = []


def register(gate: Gate) -> Gate:
    """Add a gate; call it from `AppConfig.ready` of the app that owns the rule."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def register_for_reader(gate: ReaderGate) -> ReaderGate:
    """Add a gate that answers by who asks; call it from `AppConfig.ready` of the app that owns the rule."""
    if gate not in _reader_gates:
        _reader_gates.append(gate)
    return gate


def blockers(application: Application, target: Stage, *, by: User | None = None) -> list[Blocker]:
    """Everything that speaks against `by` moving the application to `target` now."""
    found = [blocker for gate in _gates for blocker in gate(application, target)]
    if by is not None:
        found += [blocker for gate in _reader_gates for blocker in gate(application, target, by)]
    return found


def register_outcome(gate: OutcomeGate) -> OutcomeGate:
    """Add a gate before an outcome, for example "nobody is hired without a decision"; it cannot be overridden."""
    if gate not in _outcome_gates:
        _outcome_gates.append(gate)
    return gate


def outcome_blockers(application: Application, outcome: ApplicationState) -> list[Blocker]:
    """Everything that speaks against closing the application with `outcome` now."""
    return [blocker for gate in _outcome_gates for blocker in gate(application, outcome)]
