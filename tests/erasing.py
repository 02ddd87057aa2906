"""The way that an erasure opens through history and seals, without the rest of an erasure."""

import json
from contextlib import contextmanager

from django.db import connection, transaction

from recruiting.models import Candidate


@contextmanager
def way_open(candidate: Candidate, *words: str):
    """The transaction in which the texts of this person may become empty and these words may leave other texts."""
    with transaction.atomic(), connection.cursor() as cursor:
        said = json.dumps({"people": [candidate.pk], "words": words})
        cursor.execute("SELECT set_config('rubrika.erasing', %s, true)", [said])
        yield cursor
        cursor.execute("SELECT set_config('rubrika.erasing', '', true)")
