"""Work of recruiting in the background. Tasks carry ids; the rows say what is to be done."""

from celery import shared_task
from django.utils import timezone

from recruiting.domain.duplicates import BATCH, seek_waiting
from recruiting.domain.importing import bringing, receiving, staging
from recruiting.domain.people_data.anonymising import anonymise_due as erase_everybody_due
from recruiting.enums import ImportState
from recruiting.models import CandidateImport

ROUND = 5 * BATCH


@shared_task(name="recruiting.tasks.anonymise_due")
def anonymise_due() -> int:
    """Erase everybody past their date; how many. Two runs at once erase nobody twice."""
    return len(erase_everybody_due(now=timezone.now()).records)


@shared_task(name="recruiting.tasks.read_import")
def read_import(batch_id: int) -> None:
    """Read and check the lines of a file."""
    staging.read_in(batch_id=batch_id, now=timezone.now())


@shared_task(name="recruiting.tasks.bring_in_import")
def bring_in_import(batch_id: int) -> None:
    """Bring in the chosen rows of an import."""
    bringing.bring_in(batch_id=batch_id, now=timezone.now())


@shared_task(name="recruiting.tasks.look_after_people")
def look_after_people() -> int:
    """The regular round: imports that no worker heard of or whose worker died, new people's twins, old rows."""
    for batch in CandidateImport.objects.working():
        (read_import if batch.state == ImportState.CHECKING else bring_in_import)(batch.pk)
    receiving.forget_old(now=timezone.now())
    return seek_waiting(most=ROUND)
