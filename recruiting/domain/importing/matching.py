"""Recognising the rows of an import, in SQL: people known before, lines that repeat, similar names.

People are recognised only among those whose contacts the importer may read. Somebody out of that reach is taken for a
new person, so that a file of guessed addresses tells nothing of other teams' candidates.
"""

from typing import Any

from django.db import connection
from django.db.models import Max, Min
from django.db.models.expressions import RawSQL

from recruiting.domain.namesakes import ASKED, FOLLOWED, NEAR
from recruiting.models import Candidate, CandidateImport, ImportRow

# Whose contacts the importer may read, of all whom the rows `met`: looked up one by one, or all at once where they are
# a good part of the people.
FEW = "SELECT one.person AS pk FROM (SELECT DISTINCT person FROM met) one CROSS JOIN LATERAL ({reach} OFFSET 0) known"
MANY = "{reach}"


def _marking(*, before: str, reach: str, rows: str = "asked") -> str:
    """Of those whom the rows `met`, mark the best one in reach, and forget whom a row was taken for `before`."""
    return f"""
    , reach AS MATERIALIZED ({reach}), best AS (
        SELECT DISTINCT ON (met.row) met.row, met.person, met.match FROM met JOIN reach ON reach.pk = met.person
        ORDER BY met.row, met.rank, met.person
    )
    UPDATE recruiting_importrow r SET match = coalesce(best.match, ''), match_candidate = best.person
    FROM {rows} marked LEFT JOIN best ON best.row = marked.id
    WHERE r.id = marked.id AND (best.row IS NOT NULL OR marked.match = ANY({before}))
      AND (marked.match, marked.match_candidate) IS DISTINCT FROM (coalesce(best.match, ''), best.person)
    """  # noqa: S608 every part is a text of this program


# Whom each row may be, best first: somebody of this vacancy, then by e-mail, then by phone. OFFSET 0 keeps the look-ups
# apart: rows that were written a moment ago have no statistics, and the planner would read all people for each portion.
# The sum with 0 keeps it from looking people up among all who are in the vacancy, of whom it knows nothing yet.
PEOPLE = f"""
WITH asked AS MATERIALIZED (
    SELECT id, email, phone, separate, match, match_candidate FROM recruiting_importrow
    WHERE batch_id = %(batch)s AND is_good AND chosen AND match <> 'repeat' AND line BETWEEN %(first)s AND %(last)s
), known AS MATERIALIZED (
    SELECT asked.id AS row, found.person, true AS by_email, separate FROM asked CROSS JOIN LATERAL (
        SELECT coalesce(c.merged_into_id, c.id) AS person FROM recruiting_candidate c
        WHERE upper(c.email::text) = upper(asked.email::text) OFFSET 0
    ) found WHERE asked.email <> ''
    UNION ALL
    SELECT asked.id, found.person, false, separate FROM asked CROSS JOIN LATERAL (
        SELECT coalesce(c.merged_into_id, c.id) AS person FROM recruiting_candidate c
        WHERE c.phone = asked.phone OFFSET 0
    ) found WHERE asked.phone <> ''
), met AS MATERIALIZED (
    SELECT known.row, known.person,
           CASE WHEN here.id IS NOT NULL THEN 'here' WHEN by_email THEN 'email' ELSE 'phone' END AS match,
           CASE WHEN here.id IS NOT NULL AND by_email THEN 0 WHEN here.id IS NOT NULL THEN 1
                WHEN by_email THEN 2 ELSE 3 END AS rank
    FROM known LEFT JOIN recruiting_application here
        ON here.candidate_id = known.person AND here.vacancy_id + 0 = %(vacancy)s AND here.twin_of_id IS NULL
    WHERE NOT separate OR (here.id IS NOT NULL AND by_email)
)
{_marking(before="'{here,email,phone}'", reach=FEW)}
"""  # noqa: S608 every part is a text of this program; what is asked comes as a parameter

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

# The rows count to a crowd as if they had come in already: what is announced is what will be offered.
SIMILAR_NAMES = f"""
WITH rows AS MATERIALIZED (
    SELECT id, name_key, anchors, marks, more_marks, separate, match, match_candidate FROM recruiting_importrow
    WHERE batch_id = %(batch)s AND is_good AND chosen AND match IN ('', 'name')
), asked AS MATERIALIZED (
    SELECT id, key, marks, more_marks FROM rows CROSS JOIN LATERAL unnest(anchors) AS key WHERE NOT separate
), {FOLLOWED.format(more="UNION ALL SELECT key, false FROM asked")}, near AS MATERIALIZED (
    SELECT DISTINCT asked.id AS row, held.candidate_id AS person FROM asked JOIN held USING (key) WHERE {NEAR}
), met AS MATERIALIZED (
    SELECT row, person, 'name' AS match, -likeness AS rank FROM (
        SELECT row, person, similarity(rows.name_key, c.name_key) AS likeness
        FROM near JOIN rows ON rows.id = near.row
        JOIN recruiting_candidate c ON c.id = near.person AND c.merged_into_id IS NULL
        OFFSET 0
    ) compared WHERE likeness >= %(similar)s
)
{_marking(before="'{name}'", reach=MANY, rows="rows")}
"""  # noqa: S608 every part is a text of this program; what is asked comes as a parameter

Lines = tuple[int, int]
"""The first and the last line of a portion."""


def recognise_people(batch: CandidateImport, lines: Lines) -> None:
    """Mark those of the rows whose e-mail or phone is known to the importer, and take the mark from the others."""
    _recognise(batch, PEOPLE, "SELECT one.person", {"first": lines[0], "last": lines[1]})


def recognise_similar(batch: CandidateImport) -> None:
    """Mark new people whose name is much like somebody's: they come in as new and are offered as duplicates."""
    _recognise(batch, SIMILAR_NAMES, "SELECT person FROM met", {})


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
    """Recognise every row of the file; at most as many as a file may have are asked about at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE recruiting_importrow (batch_id, line, is_good, chosen, separate, match)"
        )  # written a moment ago, perhaps all there are
    ends = ImportRow.objects.filter(batch=batch).aggregate(first=Min("line"), last=Max("line"))
    forget_repeats(batch)
    recognise_people(batch, (ends["first"] or 0, ends["last"] or 0))
    recognise_repeats(batch)
    recognise_similar(batch)


def _recognise(batch: CandidateImport, search: str, these: str, asked: dict[str, Any]) -> None:
    """`these` is SQL of our own for the people of whom the reach is wanted."""
    known = Candidate.objects.contacts_open_to(batch.by).filter(pk__in=RawSQL(these, []))  # noqa: S611 nothing typed is in it
    reach, given = known.order_by().values("pk").query.sql_with_params()
    named = {f"reach_{number}": value for number, value in enumerate(given)}
    values = {"batch": batch.pk, "vacancy": batch.vacancy_id, **ASKED, **asked, **named}
    with connection.cursor() as cursor:
        cursor.execute(search.replace("{reach}", reach % tuple(f"%({name})s" for name in named)), values)
