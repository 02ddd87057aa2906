"""Recognising the rows of an import, in SQL: people known before, lines that repeat, similar names.

People are recognised only among those whose contacts the importer may read. Somebody out of that reach is taken for a
new person, so that a file of guessed addresses tells nothing of other teams' candidates.
"""

from typing import Any

from django.db import connection
from django.db.models import Max, Min

from recruiting.domain.importing.limits import CHUNK
from recruiting.domain.namesakes import ASKED, HELD, HOLDERS, NEAR
from recruiting.enums import RowMatch
from recruiting.models import Candidate, CandidateImport, ImportRow

BY_PERSON = [RowMatch.HERE, RowMatch.EMAIL, RowMatch.PHONE, RowMatch.NAME]

# Whom each row may be, best first: somebody of this vacancy, then by e-mail, then by phone. OFFSET 0 keeps the look-ups
# apart: rows that were written a moment ago have no statistics, and the planner would read all people for each portion.
# The sum with 0 keeps it from looking people up among all who are in the vacancy, of whom it knows nothing yet.
PEOPLE = """
WITH asked AS MATERIALIZED (
    SELECT id, email, phone, separate FROM recruiting_importrow
    WHERE batch_id = %(batch)s AND is_good AND chosen AND match <> 'repeat' AND line BETWEEN %(first)s AND %(last)s
), met AS (
    SELECT asked.id AS row, known.person, true AS by_email, separate FROM asked CROSS JOIN LATERAL (
        SELECT coalesce(c.merged_into_id, c.id) AS person FROM recruiting_candidate c
        WHERE upper(c.email::text) = upper(asked.email::text) OFFSET 0
    ) known WHERE asked.email <> ''
    UNION ALL
    SELECT asked.id, known.person, false, separate FROM asked CROSS JOIN LATERAL (
        SELECT coalesce(c.merged_into_id, c.id) AS person FROM recruiting_candidate c
        WHERE c.phone = asked.phone OFFSET 0
    ) known WHERE asked.phone <> ''
)
SELECT met.row, met.person,
       CASE WHEN here.id IS NOT NULL THEN 'here' WHEN met.by_email THEN 'email' ELSE 'phone' END
FROM met LEFT JOIN recruiting_application here
    ON here.candidate_id = met.person AND here.vacancy_id + 0 = %(vacancy)s AND here.twin_of_id IS NULL
WHERE NOT met.separate OR (here.id IS NOT NULL AND met.by_email)
ORDER BY met.row, here.id IS NOT NULL DESC, met.by_email DESC, met.person
"""

MARK = """
UPDATE recruiting_importrow r SET match = found.match, match_candidate = found.person
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS found(row, person, match)
WHERE r.id = found.row AND (r.match, r.match_candidate) IS DISTINCT FROM (found.match, found.person)
"""

FORGET_PEOPLE = """
UPDATE recruiting_importrow SET match = '', match_candidate = NULL
WHERE batch_id = %s AND line BETWEEN %s AND %s AND chosen AND match = ANY(%s) AND NOT id = ANY(%s)
"""

FORGET_REPEATS = """
UPDATE recruiting_importrow SET match = '', match_line = NULL
WHERE batch_id = %(batch)s AND chosen AND match = 'repeat'
"""

# A line repeats an earlier one that will be brought in, and has the same address or number.
REPEATS = """
WITH asked AS MATERIALIZED (
    SELECT id, line, email, phone FROM recruiting_importrow
    WHERE batch_id = %(batch)s AND is_good AND chosen AND NOT separate AND match <> 'here'
), emails AS (
    SELECT email, min(line) AS line FROM asked WHERE email <> '' GROUP BY email HAVING count(*) > 1
), phones AS (
    SELECT phone, min(line) AS line FROM asked WHERE phone <> '' GROUP BY phone HAVING count(*) > 1
), repeats AS (
    SELECT asked.id, least(emails.line, phones.line) AS first FROM asked
    LEFT JOIN emails ON emails.email = asked.email LEFT JOIN phones ON phones.phone = asked.phone
    WHERE least(emails.line, phones.line) < asked.line
)
UPDATE recruiting_importrow r SET match = 'repeat', match_line = repeats.first, match_candidate = NULL
FROM repeats WHERE r.id = repeats.id
"""

SIMILAR_NAMES = f"""
WITH asked AS MATERIALIZED (
    SELECT r.id, r.marks, r.more_marks, key FROM recruiting_importrow r CROSS JOIN LATERAL unnest(r.anchors) AS key
    WHERE r.batch_id = %(batch)s AND r.is_good AND r.chosen AND NOT r.separate AND r.match = ''
      AND r.line BETWEEN %(first)s AND %(last)s
), near AS MATERIALIZED (
    SELECT DISTINCT asked.id AS row, held.id AS person
    FROM asked JOIN ({HOLDERS}) shared USING (key) CROSS JOIN LATERAL {HELD} WHERE {NEAR}
), met AS MATERIALIZED (
    SELECT row, c.id AS person, similarity(r.name_key, c.name_key) AS likeness
    FROM near JOIN recruiting_importrow r ON r.id = near.row
    JOIN recruiting_candidate c ON c.id = near.person AND c.merged_into_id IS NULL
)
SELECT row, person, 'name' FROM (
    SELECT row, person, likeness, row_number() OVER (PARTITION BY row ORDER BY likeness DESC, person) AS place
    FROM met WHERE likeness >= %(similar)s
) ranked WHERE place <= %(most)s ORDER BY row, likeness DESC, person
"""  # noqa: S608 every part is a text of this program; what is asked comes as a parameter


Lines = tuple[int, int]
"""The first and the last line of a portion."""


def recognise_people(batch: CandidateImport, lines: Lines) -> None:
    """Mark those of the rows whose e-mail or phone is known to the importer, and take the mark from the others."""
    found = _found(batch, PEOPLE, lines)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_PEOPLE, [batch.pk, *lines, BY_PERSON, list(found)])
    _mark(found)


def recognise_similar(batch: CandidateImport, lines: Lines) -> None:
    """Mark new people whose name is much like somebody's: they come in as new and are offered as duplicates."""
    _mark(_found(batch, SIMILAR_NAMES, lines))


def forget_repeats(batch: CandidateImport) -> None:
    """Take the mark from the lines that repeat others: they are asked about like the rest."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET_REPEATS, {"batch": batch.pk})


def recognise_repeats(batch: CandidateImport) -> None:
    """Mark the later ones of chosen rows with one address or number."""
    forget_repeats(batch)
    with connection.cursor() as cursor:
        cursor.execute(REPEATS, {"batch": batch.pk})


def recognise_all(batch: CandidateImport) -> None:
    """Recognise every row, portion by portion: what is asked of the database at once does not grow with the file."""
    ends = ImportRow.objects.filter(batch=batch).aggregate(first=Min("line"), last=Max("line"))
    first, last = ends["first"] or 0, ends["last"] or 0
    portions = [(start, min(start + CHUNK - 1, last)) for start in range(first, last + 1, CHUNK)]
    forget_repeats(batch)
    for portion in portions:
        recognise_people(batch, portion)
    recognise_repeats(batch)
    for portion in portions:
        recognise_similar(batch, portion)


def _found(batch: CandidateImport, search: str, lines: Lines) -> dict[int, tuple[int, str]]:
    """Row -> (person, kind of match): the best one that the importer may know of."""
    asked: dict[str, Any] = {"batch": batch.pk, "vacancy": batch.vacancy_id, "first": lines[0], "last": lines[1]}
    asked |= ASKED
    with connection.cursor() as cursor:
        cursor.execute(search, asked)
        met = cursor.fetchall()
    people = {person for _row, person, _kind in met}
    known = Candidate.objects.contacts_open_to(batch.by).filter(pk__in=people)
    reach = set(known.order_by().values_list("pk", flat=True)) if people else set()
    found: dict[int, tuple[int, str]] = {}
    for row, person, kind in met:
        if person in reach:
            found.setdefault(row, (person, kind))
    return found


def _mark(found: dict[int, tuple[int, str]]) -> None:
    people, kinds = [person for person, _kind in found.values()], [kind for _person, kind in found.values()]
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(found), people, kinds])
