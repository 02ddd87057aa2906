"""What the database did for a query: rows read, and how they were reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Cost:
    """Of one query: rows it gave, rows its scans read, the largest table that was read as a whole, milliseconds."""

    given: int
    read: int
    largest_scan: int
    milliseconds: float


def cost(query: QuerySet[Any, Any]) -> Cost:
    """Run the query under EXPLAIN and count; a row is read each time a scan meets it, let through or not."""
    sql, params = query.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        ((plan,),) = cursor.fetchone()
    nodes = list(_nodes(plan["Plan"]))
    whole = [_rows(node) for node in nodes if node["Node Type"] == "Seq Scan"]
    read = sum(_rows(node) * node["Actual Loops"] for node in nodes if _is_scan(node))
    return Cost(int(plan["Plan"]["Actual Rows"]), int(read), int(max(whole, default=0)), plan["Execution Time"])


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _is_scan(node: dict[str, Any]) -> bool:
    """Scans of a table; the index half of a bitmap scan reads no rows of its own."""
    return "Relation Name" in node


def _rows(node: dict[str, Any]) -> float:
    """Rows met in each loop, those that were thrown away included."""
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return float(node["Actual Rows"]) + sum(float(node.get(name, 0)) for name in removed)
