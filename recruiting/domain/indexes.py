"""Reading through indexes whatever the planner reckons: a search costs the same among many people as among few."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from django.db import connection, transaction

NOTHING: Mapping[str, str] = MappingProxyType({})

# A plan that cannot do without a whole table then counts as endlessly dear, and a server that compiles dear plans would
# spend a fifth of a second on one that reads fifty rows.
BY_INDEX = MappingProxyType({"enable_seqscan": "off", "jit": "off"})


@contextmanager
def reading_by_index(also: Mapping[str, str] = NOTHING) -> Iterator[None]:
    """A transaction, or a part of one, in which no table is read whole where an index serves.

    `also` are further settings of the database for that time.
    """
    wanted = {**BY_INDEX, **also}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['set_config(%s, %s, true)'] * len(wanted))}",
            [part for setting in wanted.items() for part in setting],
        )
        yield
        cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
