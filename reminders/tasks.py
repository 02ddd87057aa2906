"""The rounds of reminders. They may run twice at once and end at any line: the ledger says what is left to do."""

from celery import shared_task
from django.utils import timezone

from outbox.domain.waking import ask
from recruiting.domain.substituting import follow_leaves
from reminders.domain import finding, writing

WRITE = "reminders.tasks.write"
WRITERS = 4  # workers that are asked to write at most; what they do not get to, the next round asks for again


@shared_task(name="reminders.tasks.remind")
def remind() -> int:
    """Bring substitutes in line with who is away, note what is due now and ask for its mails; how many lines were
    offered to the ledger."""
    now = timezone.now()
    follow_leaves(now)
    offered = finding.note(now=now)
    left = writing.waiting(now)[: WRITERS * writing.BATCH].count()
    for _writer in range(-(-left // writing.BATCH)):
        ask(WRITE, [])
    return offered


@shared_task(name=WRITE)
def write() -> int:
    """Write the mails that wait; how many were written."""
    return sum(1 for _reminder in writing.write(now=timezone.now()))
