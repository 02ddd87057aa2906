"""What the database does for a search: every statement is planned and run once more, and its plan is read."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

MOST_SCANNED = 10_000  # rows that a sequential scan may read


@dataclass(frozen=True)
class Scan:
    """One sequential scan: the table, the rows it read, and the statement."""

    table: str
    rows: int
    statement: str


@contextmanager
def watched() -> Iterator[list[Scan]]:
    """The sequential scans of everything that is asked inside, as they would run there and then."""
    scans: list[Scan] = []

    def explain(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.lstrip("( ").startswith("SELECT") and "FROM" in sql:
            scans.extend(_scans(sql, params))
        return result

    with connection.execute_wrapper(explain):
        yield scans


def large(scans: list[Scan]) -> list[Scan]:
    return [scan for scan in scans if scan.rows > MOST_SCANNED]


def _scans(sql: str, params: Any) -> list[Scan]:
    with connection.connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    return [Scan(node["Relation Name"], _read(node), sql) for node in _nodes(plan[0]["Plan"]) if _is_sequential(node)]


def _nodes(node: dict) -> Iterator[dict]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


def _is_sequential(node: dict) -> bool:
    return node["Node Type"] == "Seq Scan"


def _read(node: dict) -> int:
    """Rows that the scan looked at, in all its rounds."""
    return round((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
