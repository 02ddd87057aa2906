"""Handing over what a person holds to somebody else. Apps above register how each kind of it passes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.domain.errors import Refused
from accounts.domain.holdings import Holding
from accounts.enums import PersonChange
from accounts.models import PersonEvent, User

log = structlog.get_logger("accounts")


@dataclass
class Passed:
    """What went over, and what could not: each with the words that say to whom it belongs and why not."""

    done: list[Holding] = field(default_factory=list)
    against: list[Holding] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """The stretch of time whose things are handed over; None leaves that end open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return (self.start is None or moment >= self.start) and (self.end is None or moment < self.end)


Act = Callable[..., Passed]
"""Called with user, successor (None lets go of it), by, now and span, inside one transaction."""


@dataclass(frozen=True)
class Kind:
    """One sort of holding: its name, how it passes on, and whether one that cannot pass on stops all the rest."""

    key: str
    label: Promise | str
    act: Act
    may_stay: bool = False


_kinds: list[Kind] = []


def register(kind: Kind) -> Kind:
    """Add a kind; call it from `AppConfig.ready` of the app that owns what is held."""
    if kind.key not in {known.key for known in _kinds}:
        _kinds.append(kind)
    return kind


def kinds() -> list[Kind]:
    return list(_kinds)


@transaction.atomic
def hand_over(
    *,
    user: User,
    successors: Mapping[str, User | None],
    by: User,
    now: datetime,
    leave_conflicts: bool = False,
    span: Span | None = None,
) -> Passed:
    """Pass on the kinds named in `successors`; duties follow, because they are derived from what is held.

    Raises Refused with everything that stands against it, and then nothing is passed on; with `leave_conflicts`, and
    for kinds that may stay, the rest passes and the answer names what stayed.
    """
    _check(user, successors)
    passed, stopping = Passed(), []
    for kind in _kinds:
        if kind.key in successors:
            part = kind.act(user=user, successor=successors[kind.key], by=by, now=now, span=span or Span())
            passed.done += part.done
            passed.against += part.against
            stopping += [] if kind.may_stay or leave_conflicts else part.against
    if stopping:
        raise Refused(_("This cannot be handed over so. Nothing was changed."), holdings=stopping)
    _record(user, successors, passed, by=by, now=now)
    return passed


def _check(user: User, successors: Mapping[str, User | None]) -> None:
    if not successors:
        raise Refused(_("Choose who takes over."))
    people = User.objects.in_bulk([person.pk for person in successors.values() if person is not None])
    for person in people.values():
        if person.pk == user.pk:
            raise Refused(_("Choose somebody else than %(name)s.") % {"name": user.full_name})
        if not person.is_active:
            raise Refused(_("%(name)s can no longer log in.") % {"name": person.full_name})


def _record(user: User, successors: Mapping[str, User | None], passed: Passed, *, by: User, now: datetime) -> None:
    if not passed.done:
        return
    names = ", ".join(sorted({person.full_name for person in successors.values() if person is not None}))
    PersonEvent.objects.create(
        user=user, change=PersonChange.HANDED_OVER, becomes=names[:254], was=str(len(passed.done)), by=by, at=now
    )
    log.info("accounts.handed_over", user=user.pk, by=by.pk, things=len(passed.done))
