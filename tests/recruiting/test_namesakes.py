"""What names are told apart by before they are compared: a shortcut that may cost no pair."""

from importlib import import_module
from itertools import product

import pytest
from django.db import connection

from recruiting.domain.namesakes import ASKED, NEAR, name_key, signature

pytestmark = pytest.mark.django_db

FIRST = ("Ana", "Anna", "Ion", "Ioan", "Иван", "Екатерина", "Ecaterina", "Maria Elena", "О", "")
LAST = ("Popescu", "Popesku", "Popesco", "Popa", "Țurcanu", "Turkanu", "Щербаков", "Scherbakov", "Rusu", "Russu", "Li")


def keys() -> list[str]:
    return sorted({name_key(f"{first} {last}") for first, last in product(FIRST, LAST)})


def test_no_two_similar_names_have_signatures_that_part_them():
    """Every pair is compared both ways: the shortcut passes all that trigrams find similar, and few of the rest."""
    rows = [(number, key, *signature(key)) for number, key in enumerate(keys())]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH names AS (SELECT * FROM"
            " unnest(%(ids)s::int[], %(keys)s::text[], %(marks)s::bigint[], %(more)s::bigint[])"
            " AS name(id, key, marks, more_marks))"
            f" SELECT similarity(asked.key, held.key) >= %(similar)s AS alike, {NEAR} AS near, count(*)"
            " FROM names asked JOIN names held ON asked.id < held.id GROUP BY 1, 2",
            {**dict(zip(("ids", "keys", "marks", "more"), columns, strict=True)), **ASKED},
        )
        counted = {(alike, near): count for alike, near, count in cursor.fetchall()}
    assert counted.get((True, False), 0) == 0
    assert counted[True, True] > 50
    assert counted[False, False] > 10 * counted.get((False, True), 0)


@pytest.mark.parametrize("key", ["", "a", "popescu ana", "x" * 200])
def test_a_signature_is_two_positive_numbers_that_a_column_holds(key):
    assert all(0 <= number < 2**63 for number in signature(key))


@pytest.mark.parametrize(
    "text",
    [
        "Wyatt O'Khan-Fox",
        "Ana\tRusu\n42",
        "a`b’c",
        "  two  blanks ",
        "",
        "p7.x_y+tag@Crowd.example +37369000001",
        "Țurcanu Ștefan",
        "Щербаков Юлия",
        "Kһan",
    ],
)
def test_search_keys_are_the_same_whichever_way_they_are_made(text):
    made = import_module("recruiting.migrations.0030_names_spelt_as_in_romanian")
    slower = f"' ' || regexp_replace({made.folded(made.OTHER_LETTERS)}, '[^[:alnum:]]+', ' ', 'g')"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rubrika_search_key(words), " + slower.replace("%", "%%") + " FROM (SELECT %s AS words) t", [text]
        )
        quick, slow = cursor.fetchone()
    assert quick == slow
