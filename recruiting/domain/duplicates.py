"""Seeking records that may be one person: same e-mail, same phone, similar name. Found in SQL, kept as pairs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from recruiting.domain.namesakes import CROWD, MOST_TWINS, SIMILAR, anchors, name_key
from recruiting.models import Candidate, NameAnchor

BATCH = 2_000
AT_ONCE = 200
"""So many people may be sought for while somebody waits for a page."""

KEPT_FOR_EVERY_KIND = """
WITH asked AS MATERIALIZED (
    SELECT id, upper(email) AS email, phone, name_key FROM recruiting_candidate
    WHERE id = ANY(%(ids)s) AND merged_into_id IS NULL
), same AS (
    SELECT asked.id AS one, twin.id AS two, true AS by_email, false AS by_phone, NULL::real AS likeness
    FROM asked CROSS JOIN LATERAL (
        SELECT id FROM recruiting_candidate other
        WHERE upper(other.email::text) = asked.email AND other.id <> asked.id AND other.merged_into_id IS NULL
        ORDER BY id LIMIT %(most)s
    ) twin WHERE asked.email <> ''
    UNION ALL
    SELECT asked.id, twin.id, false, true, NULL::real
    FROM asked CROSS JOIN LATERAL (
        SELECT id FROM recruiting_candidate other
        WHERE other.phone = asked.phone AND other.id <> asked.id AND other.merged_into_id IS NULL
        ORDER BY id LIMIT %(most)s
    ) twin WHERE asked.phone <> ''
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

# Each anchor is looked up once, whoever asks, and no further than to see that it is crowded.
NAMESAKES = """
    SELECT DISTINCT asked.id AS one, other.id AS two, similarity(asked.name_key, other.name_key) AS likeness
    FROM asked
    JOIN recruiting_nameanchor own ON own.candidate_id = asked.id
    JOIN (
        SELECT wanted.key, holders.ids
        FROM (SELECT DISTINCT key FROM recruiting_nameanchor WHERE candidate_id = ANY(%(ids)s)) wanted
        CROSS JOIN LATERAL (
            SELECT array_agg(candidate_id) AS ids
            FROM (SELECT candidate_id FROM recruiting_nameanchor n WHERE n.key = wanted.key LIMIT %(crowd)s + 1) few
        ) holders
        WHERE cardinality(holders.ids) BETWEEN 2 AND %(crowd)s
    ) shared ON shared.key = own.key
    CROSS JOIN LATERAL unnest(shared.ids) AS held(id)
    JOIN recruiting_candidate other ON other.id = held.id
    WHERE held.id <> asked.id AND other.merged_into_id IS NULL
"""
SEEK = KEPT_FOR_EVERY_KIND.format(namesakes=NAMESAKES)


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
    NameAnchor.objects.bulk_create(
        NameAnchor(key=key, candidate_id=person.pk) for person in people for key in anchors(person.name_key)
    )


@transaction.atomic
def seek(ids: Iterable[int]) -> None:
    """Find the twins of these people anew; what somebody has told apart stays told apart. Names must have their key."""
    asked: dict[str, Any] = {"ids": list(ids), "similar": SIMILAR, "most": MOST_TWINS, "crowd": CROWD}
    with connection.cursor() as cursor:
        for side in ("first_id", "second_id"):
            cursor.execute(
                "DELETE FROM recruiting_duplicatepair"  # noqa: S608 one of two names
                f" WHERE {side} = ANY(%(ids)s) AND told_apart_at IS NULL",
                asked,
            )
        cursor.execute(SEEK, asked)
        cursor.execute("UPDATE recruiting_candidate SET twins_sought = true WHERE id = ANY(%(ids)s)", asked)


def seek_new(ids: list[int]) -> None:
    """Find the twins of people who were written a moment ago, with their anchors and as sought for."""
    with connection.cursor() as cursor:
        cursor.execute(SEEK, {"ids": ids, "similar": SIMILAR, "most": MOST_TWINS, "crowd": CROWD})
