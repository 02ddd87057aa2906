"""Seeking records that may be one person: same e-mail, same phone, similar name. Found in SQL, kept as pairs."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from recruiting.domain.hands import HANDS, side_by_side
from recruiting.domain.indexes import reading_by_index
from recruiting.domain.namesakes import ASKED, FOLLOWED, NEAR, anchors, name_key, signature
from recruiting.models import Candidate, NameAnchor, TwinSearch

BATCH = 25_000
"""So many people are sought for in one transaction; who edits one of them waits for its end, about two seconds."""

AT_ONCE = 200
"""So many people may be sought for while somebody waits for a page."""

# Of two people who are both sought for, the younger is offered the older; the names of all are in the table by now.
SEEK = f"""
WITH people AS MATERIALIZED (
    SELECT id, upper(email) AS email, phone, name_key FROM recruiting_candidate
    WHERE id IN (SELECT unnest(%(ids)s::bigint[])) AND merged_into_id IS NULL
), same AS (
    SELECT people.id AS one, twin.id AS two, true AS by_email, false AS by_phone, NULL::real AS likeness
    FROM people CROSS JOIN LATERAL (
        SELECT id FROM recruiting_candidate other
        WHERE upper(other.email::text) = people.email AND other.id <> people.id AND other.merged_into_id IS NULL
        ORDER BY id LIMIT %(most)s
    ) twin WHERE people.email <> ''
    UNION ALL
    SELECT people.id, twin.id, false, true, NULL::real
    FROM people CROSS JOIN LATERAL (
        SELECT id FROM recruiting_candidate other
        WHERE other.phone = people.phone AND other.id <> people.id AND other.merged_into_id IS NULL
        ORDER BY id LIMIT %(most)s
    ) twin WHERE people.phone <> ''
), asked AS MATERIALIZED (
    SELECT own.candidate_id AS id, own.key, own.marks, own.more_marks
    FROM people JOIN recruiting_nameanchor own ON own.candidate_id = people.id
), {FOLLOWED.format(more="")}, near AS MATERIALIZED (
    SELECT DISTINCT asked.id AS one, held.candidate_id AS two FROM asked JOIN held USING (key)
    WHERE {NEAR} AND held.candidate_id <> asked.id
      AND (held.candidate_id < asked.id OR held.candidate_id NOT IN (SELECT id FROM people))
), alike AS (
    SELECT one, two, likeness, row_number() OVER (PARTITION BY one ORDER BY likeness DESC, two) AS place FROM (
        SELECT one, two, similarity(people.name_key, other.name_key) AS likeness
        FROM near JOIN people ON people.id = near.one
        JOIN recruiting_candidate other ON other.id = near.two AND other.merged_into_id IS NULL
        OFFSET 0
    ) met WHERE likeness >= %(similar)s
)
INSERT INTO recruiting_duplicatepair AS kept (first_id, second_id, by_email, by_phone, likeness)
SELECT least(one, two), greatest(one, two), bool_or(by_email), bool_or(by_phone), max(likeness) FROM (
    SELECT * FROM same UNION ALL SELECT one, two, false, false, likeness FROM alike WHERE place <= %(most)s
) found GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (first_id, second_id) DO UPDATE
SET by_email = excluded.by_email, by_phone = excluded.by_phone, likeness = excluded.likeness
"""  # noqa: S608 every part is a text of this program; what is asked comes as a parameter


def seek_waiting(*, most: int) -> int:
    """Seek the twins of people who are new or have changed, at most `most` of them; how many it were."""
    done = 0
    while done < most and (found := _next_batch(min(BATCH, most - done))):
        done += found
    return done


def seek_many(count: int) -> None:
    """Seek the twins of `count` people who are new or have changed, by several hands when they are many."""
    hands = max(ceil(count / BATCH), HANDS if count > BATCH // HANDS else 1)
    side_by_side(lambda most: seek_waiting(most=most), [ceil(count / hands)] * hands if count else [])


def _next_batch(size: int) -> int:
    """People whom another worker or an editor has in hand are left to the next round; who changes later waits anew.

    Names get their keys in a transaction before, so that of two batches at once the later one finds those of the other.
    """
    named = _name_some(size)
    return _seek_some(size, named)


@transaction.atomic
def _name_some(size: int) -> list[int]:
    nameless = _waiting().filter(name_key="", merged_into=None).only("pk", "full_name")
    people = list(nameless[:size])
    _keep_names(people)
    return [person.pk for person in people]


@transaction.atomic
def _seek_some(size: int, named: Sequence[int]) -> int:
    """Whoever has no key although it was made, because there is no letter in the name, is among the `named`."""
    ready = ~Q(name_key="") | Q(merged_into__isnull=False) | Q(pk__in=named)
    ids = list(_waiting().filter(ready).values_list("pk", flat=True)[:size])
    if ids:
        _seek(ids)
    return len(ids)


def _waiting() -> QuerySet[Candidate]:
    people = Candidate.objects.filter(pk__in=TwinSearch.objects.values("pk")).order_by("pk")
    return people.select_for_update(skip_locked=True, no_key=True)


def _keep_names(people: Sequence[Candidate]) -> None:
    for person in people:
        person.name_key = name_key(person.full_name)
    Candidate.objects.bulk_update(people, ["name_key"], batch_size=500)
    NameAnchor.objects.filter(candidate__in=people).delete()
    NameAnchor.objects.bulk_create(anchor for person in people for anchor in anchors_of(person))


def anchors_of(person: Candidate) -> list[NameAnchor]:
    """Where a person with a name key is looked up."""
    marks, more = signature(person.name_key)
    return [
        NameAnchor(key=key, candidate_id=person.pk, marks=marks, more_marks=more) for key in anchors(person.name_key)
    ]


def _seek(ids: Sequence[int]) -> None:
    """Find the twins of these people anew; what somebody has told apart stays told apart. Names must have their key."""
    asked: dict[str, Any] = {"ids": ids, **ASKED}
    with reading_by_index(), connection.cursor() as cursor:
        for side in ("first_id", "second_id"):
            cursor.execute(
                "DELETE FROM recruiting_duplicatepair"  # noqa: S608 one of two names
                f" WHERE {side} = ANY(%(ids)s) AND told_apart_at IS NULL",
                asked,
            )
        cursor.execute(SEEK, asked)
        cursor.execute("DELETE FROM recruiting_twinsearch WHERE candidate_id = ANY(%(ids)s)", asked)
