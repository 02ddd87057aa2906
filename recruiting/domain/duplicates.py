"""Seeking records that may be one person: same e-mail, same phone, similar name. Found in SQL, kept as pairs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from recruiting.domain.namesakes import ASKED, HELD, HOLDERS, NEAR, anchors, name_key, signature
from recruiting.models import Candidate, NameAnchor

BATCH = 2_000
AT_ONCE = 200
"""So many people may be sought for while somebody waits for a page."""

KEPT_FOR_EVERY_KIND = """
WITH people AS MATERIALIZED (
    SELECT id, upper(email) AS email, phone, name_key FROM recruiting_candidate
    WHERE id IN ({sought}) AND merged_into_id IS NULL
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
    UNION ALL
    SELECT one, two, false, false, likeness FROM (
        SELECT one, two, likeness, row_number() OVER (PARTITION BY one ORDER BY likeness DESC, two) AS place
        FROM ({namesakes}) met WHERE likeness >= %(similar)s
    ) ranked WHERE place <= %(most)s
)
INSERT INTO recruiting_duplicatepair AS kept (first_id, second_id, by_email, by_phone, likeness)
SELECT least(one, two), greatest(one, two), bool_or(by_email), bool_or(by_phone), max(likeness)
FROM same GROUP BY 1, 2
ON CONFLICT (first_id, second_id) DO UPDATE
SET by_email = excluded.by_email, by_phone = excluded.by_phone, likeness = excluded.likeness
"""

# Every part is a text of this program; what is asked comes as a parameter.
NAMESAKES = f"""
    WITH asked AS MATERIALIZED (
        SELECT people.id, own.key, own.marks, own.more_marks
        FROM people CROSS JOIN LATERAL (
            SELECT key, marks, more_marks FROM recruiting_nameanchor n WHERE n.candidate_id = people.id OFFSET 0
        ) own
    ), near AS MATERIALIZED (
        SELECT DISTINCT asked.id AS one, held.id AS two
        FROM asked JOIN ({HOLDERS}) shared USING (key) CROSS JOIN LATERAL {HELD}
        WHERE held.id <> asked.id AND {NEAR}
    )
    SELECT one, two, similarity(people.name_key, other.name_key) AS likeness
    FROM near JOIN people ON people.id = near.one
    JOIN recruiting_candidate other ON other.id = near.two AND other.merged_into_id IS NULL OFFSET 0
"""  # noqa: S608 every part is a text of this program
THESE = "SELECT unnest(%(ids)s::bigint[])"
SEEK = KEPT_FOR_EVERY_KIND.format(namesakes=NAMESAKES, sought=THESE)


def seek_waiting(*, most: int) -> int:
    """Seek the twins of people who are new or have changed, at most `most` of them; how many it were."""
    done = 0
    while done < most and (found := _next_batch(min(BATCH, most - done))):
        done += found
    return done


@transaction.atomic
def _next_batch(size: int) -> int:
    """Rows that another worker has in hand are left to it."""
    fields = ("pk", "full_name", "name_key", "merged_into")
    waiting = Candidate.objects.filter(twins_sought=False).order_by("pk").only(*fields)
    people = list(waiting.select_for_update(skip_locked=True, no_key=True)[:size])
    _keep_names([person for person in people if person.merged_into_id is None and not person.name_key])
    seek([person.pk for person in people])
    return len(people)


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


@transaction.atomic
def seek(ids: Iterable[int]) -> None:
    """Find the twins of these people anew; what somebody has told apart stays told apart. Names must have their key."""
    asked: dict[str, Any] = {"ids": list(ids), **ASKED}
    with connection.cursor() as cursor:
        for side in ("first_id", "second_id"):
            cursor.execute(
                "DELETE FROM recruiting_duplicatepair"  # noqa: S608 one of two names
                f" WHERE {side} = ANY(%(ids)s) AND told_apart_at IS NULL",
                asked,
            )
        cursor.execute(SEEK, asked)
        cursor.execute("UPDATE recruiting_candidate SET twins_sought = true WHERE id = ANY(%(ids)s)", asked)


def seek_new(people: str) -> None:
    """Find the twins of people who were written a moment ago, with their anchors and as sought for.

    `people` is SQL of our own that gives their ids.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEPT_FOR_EVERY_KIND.format(namesakes=NAMESAKES, sought=people), ASKED)
