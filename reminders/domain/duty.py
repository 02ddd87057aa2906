"""A duty: who owes what, about what, since when, due when, where it is done. Screen and mails are made of these."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from recruiting.models import Application, Interview, Vacancy
from reminders.domain.agenda import Entry
from reminders.domain.rhythm import Rhythm, Text
from reminders.enums import Subject

Key = tuple[str, str, int, str]
"""Kind, subject, owner's id, schedule: what a duty is known by in the ledger."""


@dataclass(frozen=True)
class Duty:
    """One thing one person owes now.

    `subject` names what it is about, for example "interview:12"; `schedule` changes when that thing moves, which starts
    the mails anew; `ends` is when doing it has lost its sense. Stages are read in the language of whoever looks.
    """

    kind: str
    subject: str
    owner: User
    since: datetime
    due: datetime
    schedule: str
    url: str
    why: Text
    ends: datetime | None = None
    late_from: datetime | None = None  # None: it waits, and nothing says by when
    application: Application | None = None
    interview: Interview | None = None
    vacancy: Vacancy | None = None  # if it is about neither an application nor an interview
    people: tuple[str, ...] = ()  # whom it is about, by name
    others: tuple[str, ...] = ()  # who else plays a part, by name
    absent: tuple[str, ...] = ()  # who is away and would do it, by name
    candidates: frozenset[UUID] = frozenset()  # pseudonymous ids of the candidates among `people`
    begun: bool = False
    snoozed_until: datetime | None = None
    received_at: datetime | None = None  # when a colleague passed it on to the owner
    given_at: datetime | None = None  # when the owner passed it on, though they have it again
    handed_by: str = ""  # the colleague who passed it on, by name
    note: str = ""  # what that colleague wrote

    def is_late(self, now: datetime) -> bool:
        return self.late_from is not None and now > self.late_from

    @property
    def key(self) -> Key:
        return self.kind, self.subject, self.owner.pk, self.schedule

    @property
    def place(self) -> tuple[int | None, int | None]:
        """Ids of the vacancy and the stage whose rules hold for it."""
        thing = self.interview or self.application
        if thing is not None:
            return thing.vacancy_id, thing.stage_id
        return (self.vacancy.pk if self.vacancy else None), None


class Kind(ABC):
    """One sort of duty: how to find what is owed, and how often to write about it.

    `owed` is what a screen shows and what a mail is written from. `agenda` is the same thing for the engine, as one
    query over all of the database that reads no more than is due: `columns` says what it must give. Both must name the
    same subject, schedule and moments; tests compare them.
    """

    key: str
    heading: Text
    button: Text
    rhythm: Rhythm
    about: Subject
    is_work = True  # something to do, in contrast to something that will come by itself
    of_a_seat = False  # asked of whoever sits in the meeting, and of nobody who stands in
    can_be_handed_on = False  # to a colleague with the same function in the team

    @abstractmethod
    def owed(self, *, now: datetime, user: User | None = None, among: Collection[str] | None = None) -> list[Duty]:
        """What everybody, or one person, owes at `now`, most urgent first, in a constant number of queries; only about
        the subjects `among` if they are given."""

    @abstractmethod
    def agenda(self, *, now: datetime, first: int = 0) -> QuerySet[Any, Any]:
        """What a mail may be due about at `now`, as rows of `reminders.domain.agenda.columns`, in one query; `first` is
        the largest first moment that any rule sets, in the unit of the rhythm."""

    def entry(self, entry: Entry) -> Entry | None:
        """What the database cannot compute: the last word on one row of the agenda; None leaves it out."""
        return entry

    def entries(self, *, now: datetime, people: dict[int, User], first: int = 0) -> Iterator[Entry]:
        """The agenda of these people, read in pieces; what its owner has passed on to one of them is left out."""
        for row in self.agenda(now=now, first=first).iterator(chunk_size=1000):
            if row[1] in people:
                entry = self.entry(Entry.of(self.key, row, people[row[1]], self.why))
                if entry is not None and entry.passed_to not in people:
                    yield entry

    @property
    @abstractmethod
    def why(self) -> Text:
        """Why somebody is written to, as the end of a sentence."""
