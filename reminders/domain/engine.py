"""From duties to mails: what is due is noted once in the ledger, then written, and only then handed over."""

from datetime import datetime

from reminders.domain.finding import Found, found, note
from reminders.domain.writing import Reminder, write


def remind(*, now: datetime, written_at: datetime | None = None) -> list[Reminder]:
    """Note and write every mail that is due at `now` and not written yet.

    `written_at` is the clock of the mails themselves, if `now` is not the present. Two runs at once write nothing
    twice: a line of the ledger is unique, and whoever claims it writes it.
    """
    note(now=now)
    return list(write(now=now, written_at=written_at))


def foreseen(*, now: datetime) -> list[Found]:
    """Which mails `remind` would note at `now`; nothing is written."""
    return list(found(now=now))
