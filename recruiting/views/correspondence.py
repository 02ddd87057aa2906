"""What the page of an application shows of letters and calls."""

from dataclasses import dataclass

from accounts.models import User
from recruiting.domain.answering import is_unanswered
from recruiting.domain.discretion import still_blind
from recruiting.models import Application, Call


@dataclass(frozen=True)
class ShownCall:
    """A call with as much of its note as the reader may see."""

    call: Call
    note: str
    held_back: bool


def correspondence(row: Application, user: User, *, reads: bool) -> dict:
    """Letters with their state, calls with their notes; a colleague's note waits for one's own scorecard."""
    if not reads:
        return {"letters": [], "calls": []}
    blind = still_blind(user, row)
    calls = row.calls.standing().select_related("by")
    return {
        "letters": list(row.letters.select_related("message", "message__author").prefetch_related("message__attempts")),
        "calls": [_shown(call, hidden=blind and call.by_id != user.pk) for call in calls],
        "waits_for_answer": is_unanswered(row),
    }


def _shown(call: Call, *, hidden: bool) -> ShownCall:
    return ShownCall(call, "" if hidden else call.note, held_back=hidden and bool(call.note))
