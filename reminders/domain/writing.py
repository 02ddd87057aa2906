"""The second half of a round: lines of the ledger become mails, in batches that workers claim.

A worker takes a batch with SKIP LOCKED and writes mails and ledger in one transaction: if it dies at any line, the
batch is as it was and another takes it. What is no longer owed by then is stopped, with the reason.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, takewhile

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.domain.standing_in import away_until
from accounts.models import User
from outbox.domain.queueing import Draft, queue_drafts
from outbox.enums import MessageKind
from outbox.models import OutboundMessage
from recruiting.domain.instead import absent_in_teams
from reminders.domain.duties import KIND_OF
from reminders.domain.duty import Duty, Key
from reminders.domain.hours import Hours
from reminders.domain.letters import digest_letter, letter
from reminders.domain.rhythm import Occurrence
from reminders.domain.rulebook import Rulebook
from reminders.domain.standing import settled
from reminders.enums import DeliveryState, StopReason
from reminders.models import Delivery, Digest

BATCH = settings.REMINDER_BATCH
LEAVE_ROUND = timedelta(hours=12)  # after which a line of somebody on leave is looked at again


@dataclass(frozen=True)
class Reminder:
    """One line of the ledger whose mail has been written."""

    duty: Duty
    occurrence: Occurrence
    message: OutboundMessage

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        return *self.duty.key, self.occurrence.name


Verdict = StopReason | datetime | Duty
"""What is to become of a line: it is stopped, it waits until then, or it is written, from this duty."""


def waiting(now: datetime) -> QuerySet[Delivery]:
    """Lines whose mail is to be written now, the oldest first."""
    return Delivery.objects.filter(state=DeliveryState.DUE, send_at__lte=now).order_by("send_at", "pk")


def write(*, now: datetime, written_at: datetime | None = None) -> Iterator[Reminder]:
    """Write whatever waits, batch by batch; `written_at` is the clock of the mails, if `now` is not the present."""
    while batch := _write_singles(now, written_at or now):
        yield from batch.written
    for recipient in list(
        waiting(now).filter(in_digest=True).order_by().values_list("recipient", flat=True).distinct()
    ):
        yield from write_digest(recipient=recipient, now=now, written_at=written_at or now)


@dataclass(frozen=True)
class Batch:
    """What a batch became; there was none if it is false."""

    taken: int
    written: list[Reminder]

    def __bool__(self) -> bool:
        return self.taken > 0


@transaction.atomic
def _write_singles(now: datetime, written_at: datetime) -> Batch:
    lines = list(waiting(now).filter(in_digest=False).select_for_update(skip_locked=True, of=("self",))[:BATCH])
    duties = _judged(lines, now)
    instead = _instead(duty for _line, duty in duties)
    drafts = [_draft(duty, line, now, instead(duty)) for line, duty in duties]
    messages = queue_drafts(kind=MessageKind.REMINDER, drafts=drafts, by=None, now=written_at)
    _settle([(line, message) for (line, _duty), message in zip(duties, messages, strict=True)])
    return Batch(
        len(lines),
        [Reminder(duty, _point(duty, line), message) for (line, duty), message in zip(duties, messages, strict=True)],
    )


@transaction.atomic
def write_digest(*, recipient: int, now: datetime, written_at: datetime) -> list[Reminder]:
    """One mail about all lines that wait for the digest of a person; what comes later that day waits for the next.

    Of two workers one gets the day: its row is unique, and the other waits for it and finds it taken.
    """
    person = User.objects.get(pk=recipient)
    hours = Hours.of(person)
    lines = waiting(now).filter(in_digest=True, recipient=recipient)
    day, _created = Digest.objects.get_or_create(recipient=person, day=hours.local(now).date())
    day = Digest.objects.select_for_update().get(pk=day.pk)
    if day.message_id is not None:
        lines.update(send_at=next(at for _day, at in hours.mornings(now)))
        return []
    duties = _judged(list(lines.select_for_update(of=("self",))), now)
    if not duties:
        return []
    owed = [duty for _line, duty in duties]
    subject, body = digest_letter(owed, person, now=now, instead=_instead(owed))
    about = frozenset(uid for _line, duty in duties for uid in duty.candidates)
    draft = Draft(person.email, person, subject, body, person.language, about)
    (message,) = queue_drafts(kind=MessageKind.REMINDER, drafts=[draft], by=None, now=written_at)
    Digest.objects.filter(pk=day.pk).update(message=message)
    _settle([(line, message) for line, _duty in duties])
    return [Reminder(duty, _point(duty, line), message) for line, duty in duties]


def _judged(lines: list[Delivery], now: datetime) -> list[tuple[Delivery, Duty]]:
    """Settle the lines that are not to be written now; the others with their duties, in the order given."""
    verdicts = verdicts_on(lines, now)
    stopped = [line for line in lines if isinstance(verdicts[line.pk], StopReason)]
    later = [line for line in lines if isinstance(verdicts[line.pk], datetime)]
    for line in stopped:
        line.state, line.stopped = DeliveryState.STOPPED, verdicts[line.pk]  # type: ignore[assignment]
    for line in later:
        line.send_at = verdicts[line.pk]  # type: ignore[assignment]
    Delivery.objects.bulk_update(stopped, ["state", "stopped"])
    Delivery.objects.bulk_update(later, ["send_at"])
    return [(line, verdict) for line in lines if isinstance(verdict := verdicts[line.pk], Duty)]


def verdicts_on(lines: Iterable[Delivery], now: datetime) -> dict[int, Verdict]:
    """What is to become of each line at `now`, by its id, in a number of queries that their number does not change."""
    lines = list(lines)
    owed = list(_owed(lines, now))
    standing = settled(owed, now)
    subjects = {(duty.kind, duty.subject): duty for duty in owed}
    rulebook = Rulebook.load({line.vacancy_id for line in lines if line.vacancy_id})
    away = away_until(now)
    newest = {_key(line): line.pk for line in sorted(lines, key=lambda line: line.due_at)}
    overtaken = _overtaken(lines)
    found: dict[int, Verdict] = {}
    for line in lines:
        duty = standing.get(_key(line))
        if duty is None:
            found[line.pk] = _why_not(line, subjects)
        elif newest[_key(line)] != line.pk or line.pk in overtaken:
            found[line.pk] = StopReason.OVERTAKEN
        else:
            found[line.pk] = _when(duty, rulebook, now) if duty.owner.pk not in away else now + LEAVE_ROUND
    return found


def _overtaken(lines: list[Delivery]) -> set[int]:
    """Lines still to be written after which a later one of the same series was noted and not stopped: what waited for
    a return is not mailed after the mail of the return."""
    same = {name: OuterRef(name) for name in ("kind", "subject", "recipient", "schedule")}
    later = Delivery.objects.filter(**same, due_at__gt=OuterRef("due_at")).exclude(state=DeliveryState.STOPPED)
    due = Delivery.objects.filter(Exists(later), pk__in=[line.pk for line in lines], state=DeliveryState.DUE)
    return set(due.order_by().values_list("pk", flat=True))


def _owed(lines: list[Delivery], now: datetime) -> Iterator[Duty]:
    by_kind = sorted((line.kind, line.subject) for line in lines)
    for name, group in groupby(by_kind, key=lambda pair: pair[0]):
        if name in KIND_OF:
            yield from KIND_OF[name].owed(now=now, among={subject for _kind, subject in group})


def _key(line: Delivery) -> Key:
    return line.kind, line.subject, line.recipient_id, line.schedule


def _why_not(line: Delivery, subjects: dict[tuple[str, str], Duty]) -> StopReason:
    duty = subjects.get((line.kind, line.subject))
    if duty is None:
        return StopReason.OVER
    return StopReason.MOVED if duty.schedule != line.schedule else StopReason.OTHERS


def _when(duty: Duty, rulebook: Rulebook, now: datetime) -> Verdict:
    hours = Hours.of(duty.owner)
    if rulebook.rhythm(KIND_OF[duty.kind], duty.place) is None:
        return StopReason.OFF
    until = max(hours.awake(now), hours.awake(duty.snoozed_until or now))
    if duty.ends is not None and until >= duty.ends:
        return StopReason.NO_TIME
    return until if until > now else duty


def _instead(duties: Iterable[Duty]) -> Callable[[Duty], str]:
    """For each of the duties the name of who is away and for whom its owner stands in, else nothing; one query."""
    absent = absent_in_teams({duty.owner.pk for duty in duties if not KIND_OF[duty.kind].of_a_seat})

    def name(duty: Duty) -> str:
        vacancy, _stage = duty.place
        return "" if KIND_OF[duty.kind].of_a_seat else absent.get((vacancy, duty.owner.pk), "")

    return name


def _draft(duty: Duty, line: Delivery, now: datetime, instead: str) -> Draft:
    owner = duty.owner
    subject, body = letter(duty, _point(duty, line), now=now, instead=instead)
    return Draft(
        to=owner.email, recipient=owner, subject=subject, body=body, language=owner.language, about=duty.candidates
    )


def _point(duty: Duty, line: Delivery) -> Occurrence:
    """The point of the series that the line notes, with the reason of that point."""
    rhythm = KIND_OF[duty.kind].rhythm
    alone = replace(duty, snoozed_until=None)
    points = takewhile(lambda one: one.at <= line.due_at, rhythm.occurrences(alone, Hours.of(duty.owner)))
    why = next((one.why for one in points if one.name == line.occurrence), duty.why)
    return Occurrence(line.occurrence, line.due_at, why)


def _settle(written: list[tuple[Delivery, OutboundMessage]]) -> None:
    """Note in the ledger which mail each line became, in one statement."""
    pairs = [[line.pk for line, _message in written], [message.pk for _line, message in written]]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reminders_delivery AS line SET state = 'written', message_id = pair.message"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS pair(line, message) WHERE line.id = pair.line",
            pairs,
        )
