"""A reminder that has waited in the outbox is looked at once more: it may be over, or its reader asleep."""

from datetime import datetime

from outbox.domain.checking import Later, NotAnyMore, Verdict
from outbox.models import OutboundMessage
from reminders.domain.duty import Duty
from reminders.domain.hours import Hours
from reminders.domain.writing import verdicts_on
from reminders.enums import StopReason


def look(message: OutboundMessage, now: datetime) -> Verdict:
    """Call it back when nothing of what it says is owed any more; have it wait while its reader's hours are quiet."""
    if message.recipient is None:
        return None
    verdicts = verdicts_on(message.deliveries.all(), now)
    reasons = [verdict for verdict in verdicts.values() if isinstance(verdict, StopReason)]
    if verdicts and len(reasons) == len(verdicts):
        return NotAnyMore(f"Reminder not needed any more: {reasons[0].value}")
    awake = Hours.of(message.recipient).awake(now)
    owed = [verdict for verdict in verdicts.values() if isinstance(verdict, Duty)]
    ends = [duty.ends for duty in owed if duty.ends is not None]
    if awake > now and owed and len(ends) == len(owed) and all(end <= awake for end in ends):
        return NotAnyMore(f"Reminder not needed any more: {StopReason.NO_TIME.value}")
    return Later(awake) if awake > now else None
