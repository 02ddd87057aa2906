"""A duty: who owes what, about what, since when, due when, where it is done. Screen and mails are made of these."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from recruiting.models import Application, Interview
from reminders.domain.rhythm import Rhythm, Text


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
    people: tuple[str, ...] = ()  # whom it is about, by name
    others: tuple[str, ...] = ()  # who else plays a part, by name
    begun: bool = False

    def is_late(self, now: datetime) -> bool:
        return self.late_from is not None and now > self.late_from


class Kind(ABC):
    """One sort of duty: how to find what is owed, and how often to write about it."""

    key: str
    heading: Text
    button: Text
    rhythm: Rhythm
    is_work = True  # something to do, in contrast to something that will come by itself

    @abstractmethod
    def owed(self, *, now: datetime, user: User | None = None) -> list[Duty]:
        """What everybody, or one person, owes at `now`, most urgent first, in a constant number of queries."""
