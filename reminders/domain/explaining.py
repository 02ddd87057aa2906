"""Why somebody gets a mail or does not: every rule that was considered for one person at one moment, and what decided.

It is computed from the same rhythms, rules and hours as the mails, and from the ledger. It names duties and times, and
nothing of any rating.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.domain.standing_in import away_until, back_lately, stand_ins
from accounts.models import User
from outbox.models import OutboundMessage
from recruiting.domain.instead import instead_of
from reminders.domain.duties import KINDS
from reminders.domain.duty import Duty, Key, Kind
from reminders.domain.finding import next_morning
from reminders.domain.hours import Hours
from reminders.domain.rhythm import Leave, Occurrence, Rhythm, is_over, series
from reminders.domain.rulebook import Rulebook
from reminders.domain.standing import latest_hand_offs, settled
from reminders.enums import Decided, DeliveryState, StopReason
from reminders.models import Delivery

LOOKED_BACK = timedelta(days=60)  # for what is no longer owed
MOST_POINTS = 4000  # of a series: a mail on every working morning of fifteen years


@dataclass(frozen=True)
class Reason:
    """What decided about one duty, or about a kind of which nothing is owed."""

    kind: Kind
    decided: Decided
    words: str
    subject: str = ""
    people: tuple[str, ...] = ()
    url: str = ""
    at: datetime | None = None  # the moment that the words are about
    message: OutboundMessage | None = None
    instead_of: str = ""  # whose duty it is while they are away, by name


@dataclass(frozen=True)
class Leaves:
    """When the person is back, who stands in, and for whom the person stands in, by vacancy and in the lines of the
    ledger; `last` is the leave from which they came back lately."""

    until: datetime | None
    last: Leave | None
    stand_in: User | None
    by_vacancy: dict[int, str]
    names: dict[int, str]

    @classmethod
    def of(cls, user: User, at: datetime, lines: dict[Key, list[Delivery]]) -> "Leaves":
        told = {line.why["instead_of"] for rows in lines.values() for line in rows if "instead_of" in line.why}
        names = dict(User.objects.filter(pk__in=told).values_list("pk", "full_name"))
        away, back = away_until(at).get(user.pk), back_lately(at).get(user.pk)
        return cls(away, back, stand_ins(at).get(user.pk), instead_of(user), names)

    def behind(self, kind: Kind, vacancy: int | None, line: Delivery | None) -> str:
        """Whose duty it was when it was noted, or is now."""
        if line is not None:
            return self.names.get(line.why.get("instead_of", 0), "")
        return "" if kind.of_a_seat else self.by_vacancy.get(vacancy or 0, "")


def explain(*, user: User, at: datetime) -> list[Reason]:
    """A reason for each duty of the person and for each kind without one, in a number of queries that does not grow."""
    owed = {kind.key: kind.owed(now=at, user=user) for kind in KINDS}
    everything = [duty for duties in owed.values() for duty in duties]
    standing = settled(everything, at)
    lines = _ledger(user, at, {duty.subject for duty in everything})
    rulebook = Rulebook.load({duty.place[0] for duty in everything if duty.place[0]})
    leaves = Leaves.of(user, at, lines)
    passed = latest_hand_offs(everything, at)
    found: list[Reason] = []
    for kind in KINDS:
        for duty in owed[kind.key]:
            if duty.key in standing:
                rhythm = rulebook.rhythm(kind, duty.place)
                found.append(_reason(kind, standing[duty.key], rhythm, lines.get(duty.key, []), leaves, at))
            else:
                name = passed[duty.key].to_user.full_name
                found.append(_of(kind, duty, Decided.HANDED_ON, _("You passed it on to %(name)s.") % {"name": name}))
        found += _stopped(kind, {duty.key for duty in owed[kind.key]}, lines, leaves)
        if not owed[kind.key] and not any(reason.kind is kind for reason in found):
            found.append(Reason(kind, Decided.NOT_OWED, _("Nothing of this kind is owed at that time.")))
    return found


def _ledger(user: User, at: datetime, owed: set[str]) -> dict[Key, list[Delivery]]:
    """What was noted lately, and whatever was ever noted of what is owed."""
    lately = Q(created_at__gt=at - LOOKED_BACK) | Q(subject__in=owed)
    rows = Delivery.objects.filter(lately, recipient=user, created_at__lte=at)
    lines: dict[Key, list[Delivery]] = {}
    for row in rows.select_related("message").order_by("due_at", "pk"):
        lines.setdefault((row.kind, row.subject, row.recipient_id, row.schedule), []).append(row)
    return lines


def _reason(
    kind: Kind, duty: Duty, rhythm: Rhythm | None, lines: list[Delivery], leaves: Leaves, at: datetime
) -> Reason:
    line, point, ahead = None, None, None
    if rhythm is not None:
        point, ahead = _around(at, series(rhythm, duty, Hours.of(duty.owner)))
        line = _line_of(point, lines)
    reason = _decided(kind, duty, rhythm, line, leaves, at) or (
        _not_noted(kind, duty, point, leaves.last, at) if point else _nothing_yet(kind, duty, ahead)
    )
    return replace(reason, instead_of=leaves.behind(kind, duty.place[0], line))


def _around(at: datetime, points: Iterator[Occurrence]) -> tuple[Occurrence | None, Occurrence | None]:
    """The last point at that time or before it, and the next; a series may have no end."""
    past = None
    for point in islice(points, MOST_POINTS):
        if point.at > at:
            return past, point
        past = point
    return past, None


def _line_of(point: Occurrence | None, lines: list[Delivery]) -> Delivery | None:
    """The line that was noted for the point, or for one after it."""
    if point is None:
        return None
    own = next((line for line in lines if line.occurrence == point.name), None)
    return own or next((line for line in reversed(lines) if line.due_at >= point.at), None)


def _decided(
    kind: Kind, duty: Duty, rhythm: Rhythm | None, line: Delivery | None, leaves: Leaves, at: datetime
) -> Reason | None:
    """What decided before the clock did."""
    if rhythm is None:
        return _of(kind, duty, Decided.OFF, _("It is switched off for this vacancy or stage."))
    if duty.snoozed_until is not None and at < duty.snoozed_until:
        return _of(kind, duty, Decided.SNOOZED, _("You have put it off."), duty.snoozed_until)
    if leaves.until is not None and (line is None or line.state == DeliveryState.DUE):
        return _of(kind, duty, Decided.AWAY, _left_to(kind, leaves.stand_in), leaves.until)
    return _told(kind, duty, line) if line is not None else None


def _left_to(kind: Kind, stand_in: User | None) -> str:
    if stand_in is None:
        return _("You are away and nobody stands in: the mail waits for your return.")
    if kind.of_a_seat:
        words = _("You are away. %(name)s stands in, but only you can do this: the mail waits for your return.")
    else:
        words = _("You are away. %(name)s stands in for you and is asked instead.")
    return words % {"name": stand_in.full_name}


def _nothing_yet(kind: Kind, duty: Duty, ahead: Occurrence | None) -> Reason:
    if ahead is None:
        return _of(kind, duty, Decided.NO_POINT, _("There is no time left at which a mail would help."))
    return _of(kind, duty, Decided.NOT_DUE, _("It is not due yet; the first mail comes then."), ahead.at)


def _told(kind: Kind, duty: Duty, line: Delivery) -> Reason:
    if line.state == DeliveryState.WRITTEN and line.message is not None:
        return replace(_of(kind, duty, Decided.WRITTEN, _delivery(line.message), line.created_at), message=line.message)
    if line.state == DeliveryState.STOPPED:
        return _of(kind, duty, Decided.STOPPED, str(StopReason(line.stopped).label), line.created_at)
    if line.in_digest:
        return _of(kind, duty, Decided.DIGEST, _("It comes with the mail of that morning."), line.send_at)
    return _of(kind, duty, Decided.DUE, _("It is due and is being written."), line.send_at)


def _delivery(message: OutboundMessage) -> str:
    words = {"state": message.get_state_display(), "answer": message.answer}
    if message.answer:
        return _("The mail was written. State: %(state)s. The mail server said: %(answer)s") % words
    return _("The mail was written. State: %(state)s.") % words


def _not_noted(kind: Kind, duty: Duty, point: Occurrence, leave: Leave | None, at: datetime) -> Reason:
    hours = Hours.of(duty.owner)
    if is_over(point, hours, now=at, leave=leave):
        return _of(kind, duty, Decided.SERIES_OVER, _("The series has ended; no more mails come."), point.at)
    awake = hours.awake(at)
    if point.working_days_only and not hours.is_at_work(awake):
        morning = next_morning(awake, hours)
        return _of(kind, duty, Decided.DAY_OFF, _("It is due, but waits for your next working morning."), morning)
    if awake > at:
        return _of(kind, duty, Decided.QUIET, _("It is due, but your hours are quiet until then."), awake)
    return _of(kind, duty, Decided.DUE, _("It is due; the next round writes it, within a minute."), point.at)


def _stopped(kind: Kind, owed: set[Key], lines: dict[Key, list[Delivery]], leaves: Leaves) -> Iterator[Reason]:
    """What the ledger knows of duties that are not owed any more."""
    for key, rows in lines.items():
        if key[0] == kind.key and key not in owed:
            words = str(StopReason(rows[-1].stopped or StopReason.OVER).label)
            last = rows[-1]
            yield Reason(
                kind,
                Decided.STOPPED,
                words,
                subject=key[1],
                at=last.due_at,
                message=last.message,
                instead_of=leaves.behind(kind, last.vacancy_id, last),
            )


def _of(kind: Kind, duty: Duty, decided: Decided, words: str, at: datetime | None = None) -> Reason:
    return Reason(kind, decided, words, subject=duty.subject, people=duty.people, url=duty.url, at=at)
