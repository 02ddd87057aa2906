"""Work on people's data in the background."""

from celery import shared_task
from django.utils import timezone

from recruiting.domain.people_data.anonymising import anonymise_due as erase_everybody_due


@shared_task(name="recruiting.tasks.anonymise_due")
def anonymise_due() -> int:
    """Erase everybody past their date; how many. Two runs at once erase nobody twice."""
    return len(erase_everybody_due(now=timezone.now()).records)
