"""The regular round of reminders. It may run twice at once: a mail is written once whoever comes first."""

from celery import shared_task
from django.utils import timezone

from reminders.domain import engine


@shared_task(name="reminders.tasks.remind")
def remind() -> int:
    """Write what is due now; how many mails were written."""
    return len(engine.remind(now=timezone.now()))
