"""Lists of candidates that are being imported hold people before they are candidates; an erasure reaches them too."""

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from recruiting.domain.importing.receiving import forget
from recruiting.domain.people_data.holdings import Erasure
from recruiting.enums import ImportState
from recruiting.models import CandidateImport, ImportRow

UNREAD = [ImportState.COLUMNS, ImportState.CHECKING]


def staged_lists(erasure: Erasure) -> None:
    """Remove every list that names the person, file and rows; also one not read to its end, which may name them.

    Whoever uploaded it finds it stopped and can upload it again without the person.
    """
    kept = CandidateImport.objects.filter(emptied_at=None)
    wanted = kept.filter(Q(state__in=UNREAD) | Q(pk__in=_naming(erasure)) | _named(erasure))
    for batch in wanted.order_by("pk"):
        forget(batch=batch, now=erasure.now)
        erasure.count("files", 1)
    CandidateImport.objects.filter(_named(erasure)).update(name="…")


def _naming(erasure: Erasure):
    rows = ImportRow.objects.annotate(said=Cast("cells", TextField()))
    names = Q(email__in=[mail for mail in erasure.emails if mail])
    for word in erasure.words:
        names |= Q(said__iregex=word) | Q(full_name__iregex=word)
    return rows.filter(names).values("batch")


def _named(erasure: Erasure) -> Q:
    """The list itself bears the name: a file called after the person."""
    found = Q(pk__in=[])
    for word in erasure.words:
        found |= Q(name__iregex=word)
    return found
