"""How an app above recruiting can hold back a move without recruiting knowing of it.

A gate is asked inside the move's transaction and answers with reasons, so that a person can act on each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from recruiting.models import Application, Stage


@dataclass(frozen=True)
class Blocker:
    """A reason why an act cannot go on: `code` for the log, `message` for the person, `subjects` whom it concerns."""

    code: str
    message: str
    subjects: tuple[str, ...] = field(default=())


Gate = Callable[[Application, Stage], list[Blocker]]

_gates: list[Gate] = []


def register(gate: Gate) -> Gate:
    """Add a gate; call it from `AppConfig.ready` of the app that owns the rule."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def blockers(application: Application, target: Stage) -> list[Blocker]:
    """Everything that speaks against moving the application to `target` now."""
    return [blocker for gate in _gates for blocker in gate(application, target)]
