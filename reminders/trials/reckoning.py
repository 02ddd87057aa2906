"""After the drill: what ledger, outbox and mail server say, and where they contradict each other."""

from collections import Counter
from dataclasses import dataclass, field

from outbox.enums import AttemptOutcome, MessageState
from outbox.models import Attempt, OutboundMessage
from reminders.enums import DeliveryState
from reminders.models import Delivery, Digest


@dataclass
class Account:
    """Figures by their words, and the faults."""

    figures: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def must(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


@dataclass(frozen=True)
class Owed:
    """Mails that the ledger speaks of: one for each line, or for all lines of a person's digest of a day."""

    total: int
    named: int

    @classmethod
    def read(cls) -> "Owed":
        singles = Delivery.objects.filter(in_digest=False).count()
        named = Delivery.objects.order_by().values("message").distinct().count()
        return cls(singles + Digest.objects.count(), named)


def account(taken: Counter[str], dead: set[int], *, due: int) -> Account:
    """Compare them. `taken` is how often the server took each Message-ID, `dead` are the workers that were killed."""
    found = Account()
    lines = Counter(Delivery.objects.order_by().values_list("state", flat=True))
    messages = dict(OutboundMessage.objects.order_by().values_list("message_id", "state"))
    tries = Counter(Attempt.objects.order_by().values_list("outcome", flat=True))
    owed = Owed.read()
    twice = {number for number, times in taken.items() if times > 1}
    found.figures = {
        "lines of the ledger": lines.total(),
        "mails in the outbox": len(messages),
        "tries": tries.total(),
        "mails taken by the server": len(taken),
        "tries refused for now": tries[AttemptOutcome.RETRY],
        "tries whose answer was lost, marked uncertain": tries[AttemptOutcome.UNCERTAIN],
        "mails taken twice": len(twice),
    }
    found.must(lines == Counter({DeliveryState.WRITTEN.value: due}), f"the ledger says {dict(lines)}, due were {due}")
    found.must(set(messages.values()) == {MessageState.SENT.value}, f"states of mails: {Counter(messages.values())}")
    found.must(len(messages) == owed.total, f"{len(messages)} mails, {owed.total} were owed for {due} lines")
    found.must(owed.named == len(messages), f"{len(messages) - owed.named} mails are named by no line of the ledger")
    found.must(
        taken.keys() == messages.keys(), f"{len(messages.keys() ^ taken.keys())} mails are known to one side only"
    )
    found.must(not tries[AttemptOutcome.STARTED], f"{tries[AttemptOutcome.STARTED]} tries were never settled")
    found.must(tries[AttemptOutcome.ACCEPTED] == owed.total, f"{tries[AttemptOutcome.ACCEPTED]} tries were accepted")
    found.faults += _second_copies(taken, twice, dead)
    return found


def _second_copies(taken: Counter[str], twice: set[str], dead: set[int]) -> list[str]:
    """A further copy needs a worker that died in that try, and the try must be marked."""
    lost = Attempt.objects.filter(message__message_id__in=twice, outcome=AttemptOutcome.UNCERTAIN)
    deaths = Counter(
        number for number, worker in lost.values_list("message__message_id", "worker") if _process(worker) in dead
    )
    return [
        f"{number} was taken {taken[number]} times, and {deaths[number]} workers died in its tries"
        for number in twice
        if taken[number] - 1 > deaths[number]
    ]


def _process(worker: str) -> int:
    """The process in the name that a worker has given itself."""
    return int(worker.split("/")[1])
