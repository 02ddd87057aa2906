"""What the database did for a query: rows read, and how they were reached."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Cost:
    """Of one query: rows it gave, rows its scans read, the largest table that was read as a whole, milliseconds."""

    given: int
    read: int
    largest_scan: int
    milliseconds: float


def cost(work: Callable[[], Iterable[Any]]) -> Cost:
    """Do the work, then run each of its queries again under EXPLAIN and count.

    A row is read each time a scan meets it, let through or not.
    """
    asked: list[tuple[str, Any]] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        given = sum(1 for _row in work())
    plans = [_explained(sql, params) for sql, params in asked]
    nodes = [node for plan in plans for node in _nodes(plan["Plan"])]
    whole = [_rows(node) for node in nodes if node["Node Type"] == "Seq Scan"]
    read = sum(_rows(node) * node["Actual Loops"] for node in nodes if _is_scan(node))
    return Cost(given, int(read), int(max(whole, default=0)), sum(plan["Execution Time"] for plan in plans))


def _explained(sql: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        ((plan,),) = cursor.fetchone()
    return plan


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
