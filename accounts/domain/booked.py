"""How many meetings fall into a leave, told without accounts knowing of the app that plans them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from accounts.models import Absence, User

Counter = Callable[[Sequence[Absence], datetime], Mapping[int, int]]
"""Id of a leave -> how many meetings of the person that are not over fall into it; leaves without any are left out."""

_counters: list[Counter] = []


def register(counter: Counter) -> Counter:
    """Add a counter; call it from `AppConfig.ready` of the app that plans the meetings."""
    if counter not in _counters:
        _counters.append(counter)
    return counter


def leaves_ahead(user: User, now: datetime) -> list[tuple[Absence, int]]:
    """The person's leaves that are on or still to come, each with how many meetings fall into it; as many queries for
    many as for one."""
    leaves = list(Absence.objects.filter(user=user).to_come(now).select_related("substitute"))
    found = [counter(leaves, now) for counter in _counters]
    return [(leave, sum(counts.get(leave.pk, 0) for counts in found)) for leave in leaves]
