"""Plain typed factories: each returns a saved row, every argument has a default, nothing is random."""

from tests.factories.library import make_competency, make_grid, make_question, make_role, publish_directly
from tests.factories.outbox import make_attempt, make_message
from tests.factories.people import make_candidate, make_user
from tests.factories.recruiting import (
    make_application,
    make_attendance,
    make_cost,
    make_interview,
    make_seat,
    make_vacancy,
)
from tests.factories.scorecards import make_card

__all__ = [
    "make_application",
    "make_attempt",
    "make_attendance",
    "make_candidate",
    "make_card",
    "make_competency",
    "make_cost",
    "make_grid",
    "make_interview",
    "make_message",
    "make_question",
    "make_role",
    "make_seat",
    "make_user",
    "make_vacancy",
    "publish_directly",
]
