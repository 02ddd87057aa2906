"""What a decision's record says of the one it revises and of the one that revises it.

Read from the later row each time: nothing is ever written into the earlier one, which is sealed.
"""

from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scorecards.models import Decision


class Neighbour(NamedTuple):
    """Another decision on the same application: what it is to this one, and its number, time and author in words."""

    relation: str
    words: str
    decision: Decision


def neighbours(decision: Decision) -> list[Neighbour]:
    """Neither says an outcome, which may be closed to a reader of this one."""
    pairs = [(_("Revises"), decision.revises), (_("Revised by"), decision.later)]
    return [Neighbour(relation, named(one), one) for relation, one in pairs if one is not None]


def named(decision: Decision | None) -> str:
    """Number, time and author of the decision; empty without one."""
    if decision is None:
        return ""
    time = date_format(localtime(decision.at), "DATETIME_FORMAT")
    words = {"number": decision.pk, "time": time, "name": decision.by}
    return _("record %(number)s, sealed %(time)s, decided by %(name)s") % words
