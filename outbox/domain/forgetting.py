"""Erasing a person from the mails: the row stays as a fact, its words, its address and its file go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, TextField

from accounts.models import User
from outbox.domain.history import note_each
from outbox.domain.transports import file_name
from outbox.enums import MessageAct, MessageState
from outbox.models import Attempt, Enclosure, MessageEvent, OutboundMessage

UNSENT = [
    MessageState.WAITING,
    MessageState.SENDING,
    MessageState.FAILED,
    MessageState.UNCERTAIN,
    MessageState.HELD,
]
NOT_LEFT = [MessageState.WAITING, MessageState.HELD]


@dataclass(frozen=True)
class Forgotten:
    """How many mails lost their words, the names of their files in the mail folder, and how many had not left."""

    mails: int
    files: tuple[str, ...]
    unsent: int = 0


@dataclass(frozen=True)
class Person:
    """By what a person's mails are known.

    `known` are the mails that apps above have on the person; mails that say whom they are about are believed, in all
    others the person is looked for by `words` (regular expressions), if `everywhere`.
    """

    uids: Sequence[UUID]
    emails: Sequence[str]
    words: Sequence[str]
    known: Sequence[int]
    everywhere: bool

    def mails(self) -> QuerySet[OutboundMessage]:
        """Those to or about the person that still have words."""
        about = Q(pk__in=self.known) | Q(about__overlap=list(self.uids))
        for email in self.emails:
            about |= Q(to__iexact=email, recipient=None, about=[])
        if self.words and self.everywhere:
            about |= Q(about=[]) & _says(self.words)
        return OutboundMessage.objects.filter(about, erased_at=None)

    def not_left(self) -> QuerySet[OutboundMessage]:
        """Those that would still leave; an erasure calls them back."""
        return self.mails().filter(state__in=NOT_LEFT)


class OnItsWay(Exception):
    """A worker is handing over one of the mails right now: its text is in that process, so it has to be waited for."""


def forget(person: Person, *, by: User | None, now: datetime) -> Forgotten:
    """Empty every mail to or about a person; what had not left is called back. Raises OnItsWay."""
    rows = list(person.mails().order_by("pk").select_for_update())
    if any(row.state == MessageState.SENDING and row.claimed_until and row.claimed_until > now for row in rows):
        raise OnItsWay
    unsent = [row.pk for row in rows if row.state in NOT_LEFT]
    _empty([row.pk for row in rows], now)
    note_each(unsent, MessageAct.CALLED_BACK, by=by, now=now)
    return Forgotten(len(rows), tuple(file_name(row) for row in rows if row.tries), len(unsent))


def redact(*, words: Sequence[str]) -> Forgotten:
    """Take the words out of mails that are about somebody else; their files go whole. Runs inside an erasure."""
    named = list(OutboundMessage.objects.filter(_says(words)).order_by("pk"))
    for column in ("subject", "body", "html"):
        redacted = Func(F(column), function="rubrika_redacted", output_field=TextField())
        OutboundMessage.objects.filter(_matches(column, words)).update(**{column: redacted})
    return Forgotten(len(named), tuple(file_name(row) for row in named if row.tries))


def _says(words: Sequence[str]) -> Q:
    return reduce(or_, (_matches(column, words) for column in ("subject", "body", "html")))


def _matches(column: str, words: Sequence[str]) -> Q:
    return reduce(or_, (Q(**{f"{column}__iregex": word}) for word in words))


def _empty(keys: list[int], now: datetime) -> None:
    rows = OutboundMessage.objects.filter(pk__in=keys)
    Enclosure.objects.filter(message__in=keys).delete()
    Attempt.objects.filter(message__in=keys).update(answer="")
    MessageEvent.objects.filter(message__in=keys).exclude(words="").update(words="")
    rows.filter(state__in=UNSENT).update(state=MessageState.CANCELLED)
    rows.filter(recipient=None).update(to="")
    rows.update(subject="", body="", html="", answer="", erased_at=now)
