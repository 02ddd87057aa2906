"""The agenda of the engine: what a mail may be due about, as plain columns of one query for each kind.

Rows carry what was told already and what is put off or passed on, so that a round that has nothing to say writes
nothing and reads little.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from accounts.models import User
from recruiting.models import TeamMember
from reminders.domain.rhythm import Text
from reminders.models import Delivery, HandOff, Snooze

COLUMNS = (
    *("subject", "owner", "vacancy", "stage", "since", "due", "ends", "schedule"),
    *("told", "snoozed_until", "received_at", "given_at", "passed_to"),
)


class Row(NamedTuple):
    """The expressions of one kind's agenda; names of columns, or expressions."""

    subject: Combinable
    owner: str | Combinable
    vacancy: str | Combinable | None
    stage: str | Combinable | None
    since: str | Combinable
    due: str | Combinable
    schedule: Combinable
    ends: str | Combinable | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the agenda: a duty without names, just enough to know when its mails are due."""

    kind: str
    subject: str
    owner: User
    vacancy_id: int | None
    stage_id: int | None
    since: datetime
    due: datetime
    ends: datetime | None
    schedule: str
    told: datetime | None  # the due moment of the last line of the ledger
    snoozed_until: datetime | None
    received_at: datetime | None  # when a colleague passed it on to the owner
    given_at: datetime | None  # when the owner passed it on; it has come back if nobody has it instead
    passed_to: int | None  # the colleague who has it instead, by id, while they are there
    why: Text

    @classmethod
    def of(cls, kind: str, row: tuple, owner: User, why: Text) -> "Entry":
        subject, _owner, *rest = row
        vacancy, stage, since, due, ends, schedule, told, snoozed_until, received_at, given_at, passed_to = rest
        said = told, snoozed_until, received_at, given_at, passed_to
        return cls(kind, subject, owner, vacancy, stage, since, due, ends, schedule, *said, why)


def columns(rows: QuerySet[Any, Any], kind: str, row: Row) -> QuerySet[Any, Any]:
    """The rows with the columns of the agenda.

    As in `standing.latest_hand_offs`, nothing is passed on to somebody who has left the team since.
    """
    given = {f"r_{name}": _expression(name, value) for name, value in row._asdict().items()}
    rows = rows.annotate(**given)
    same = {"kind": kind, "subject": OuterRef("r_subject"), "schedule": OuterRef("r_schedule")}
    told = Delivery.objects.filter(**same, recipient=OuterRef("r_owner")).order_by("-due_at").values("due_at")[:1]
    snoozed = Snooze.objects.filter(**same, user=OuterRef("r_owner")).order_by("-at").values("until")[:1]
    there = (
        TeamMember.objects.able().leading().filter(vacancy=OuterRef(OuterRef("r_vacancy")), user=OuterRef("to_user"))
    )
    passed_on = HandOff.objects.filter(Exists(there), **same, from_user=OuterRef("r_owner"))
    returned = HandOff.objects.filter(
        kind=kind,
        subject=OuterRef("subject"),
        schedule=OuterRef("schedule"),
        to_user=OuterRef("from_user"),
        pk__gt=OuterRef("pk"),
    )
    passed_to = passed_on.filter(~Exists(returned)).order_by("-pk").values("to_user")[:1]
    handed_at = HandOff.objects.filter(**same, from_user=OuterRef("r_owner")).order_by("-pk").values("at")[:1]
    received = HandOff.objects.filter(**same, to_user=OuterRef("r_owner")).order_by("-pk").values("at")[:1]
    return (
        rows.annotate(r_told=Subquery(told), r_snoozed_until=Subquery(snoozed))
        .annotate(r_received_at=Subquery(received), r_given_at=Subquery(handed_at), r_passed_to=Subquery(passed_to))
        .order_by()
        .values_list(*(f"r_{name}" for name in COLUMNS))
    )


def of_each(
    people: QuerySet[User], rows: QuerySet[Any, Any], kind: str, row: Callable[[Any], Row]
) -> QuerySet[Any, Any]:
    """The columns of the rows for each of these people, who are told of all of them; `row` takes the owner's id."""
    each = [columns(rows, kind, row(Value(pk))) for pk in people.values_list("pk", flat=True)]
    return each[0].union(*each[1:], all=True) if each else columns(rows.none(), kind, row(Value(0)))


def _expression(name: str, value: Any) -> Any:
    if value is None:
        return Value(None, output_field=DateTimeField() if name == "ends" else CharField())
    return F(value) if isinstance(value, str) else value


def named(**parts: str) -> Concat:
    """The subject of a duty in SQL: `named(interview="pk", application="x")` is "interview:1/application:2"."""
    pieces: list[Any] = []
    for word, column in parts.items():
        pieces += [Value(f"{'/' if pieces else ''}{word}:"), Cast(column, CharField())]
    return Concat(*pieces, output_field=CharField())


def ids(among: Collection[str] | None, word: str) -> set[int] | None:
    """The ids that subjects name after a word; None when nothing narrows."""
    if among is None:
        return None
    return {int(found) for subject in among for found in re.findall(rf"\b{word}:(\d+)", subject)}


def narrowed(rows: QuerySet[Any, Any], among: Collection[str] | None, **columns: str) -> QuerySet[Any, Any]:
    """Only rows whose ids the subjects name: `narrowed(rows, among, interview="pk")`."""
    if among is None:
        return rows
    return rows.filter(Q(**{f"{column}__in": ids(among, word) for word, column in columns.items()}))
