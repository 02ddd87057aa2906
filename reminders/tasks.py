"""The regular round of reminders. It may run twice at once: a mail is written once whoever comes first."""

from celery import shared_task
from django.utils import timezone

from recruiting.domain.substituting import follow_leaves
from reminders.domain import engine


@shared_task(name="reminders.tasks.remind")
def remind() -> int:
    """Bring substitutes in line with who is away, then write what is due; how many mails were written."""
    now = timezone.now()
    follow_leaves(now)
    return len(engine.remind(now=now))
