"""Roles with their statements."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from competencies.domain.loading.files import Entry
from competencies.domain.loading.reader import Reader
from competencies.domain.loading.rows import BATCH, Columns, Lines, fields_of, upsert, values
from competencies.enums import PayPeriod, StatementKind, TaxBasis
from competencies.models import PayFigure, Role, RoleStatement

ROLE: Columns = {
    "plain": (
        "family",
        "level",
        "experience_from",
        "experience_to",
        "pay_from",
        "pay_to",
        "pay_currency",
        "pay_period",
        "pay_year",
        "pay_tax",
        "bonus_percent_max",
    ),
    "texts": (
        "title",
        "alternative_titles",
        "purpose",
        "outcomes",
        "kpis",
        "experience",
        "schedule",
        "work_format",
    ),
}
STATEMENT: Columns = {"plain": ("kind",), "texts": ("text",)}
PAY = ("pay_from", "pay_to", "pay_currency", "pay_period", "pay_year", "pay_tax")
PAY_FIGURES = Lines(PayFigure, "role", "pay_figures", plain=PAY, texts=("city",))


def parse_role(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "family": entry.reference("family"),
        "level": str(entry.take("level", "") or ""),
        "title": entry.text("title", longest=150),
        "alternative_titles": entry.lines("alternative_titles"),
        "purpose": entry.text("purpose", optional=True),
        "outcomes": entry.lines("outcomes"),
        "kpis": entry.lines("kpis"),
        "schedule": entry.text("schedule", optional=True),
        "work_format": entry.text("format", optional=True),
        "bonus_percent_max": entry.number("bonus_percent_max", 0, 1000, None),
        **_parse_experience(entry),
        **_parse_pay(entry, entry.inner(entry.take("pay", None) or {})),
        "pay_figures": [_parse_figure(entry.inner(one)) for one in entry.many("pay_figures")],
        "statements": [_parse_statement(entry.inner(one)) for one in entry.many("statements")],
    }
    entry.finish()
    return Entry(path, key, content)


def _parse_experience(entry: Reader) -> dict[str, Any]:
    inner = entry.inner(entry.take("experience", None) or {})
    content = {
        "experience_from": inner.number("years_from", 0, 60, None),
        "experience_to": inner.number("years_to", 0, 60, None),
        "experience": inner.text("note", optional=True),
    }
    inner.finish()
    return content


def _parse_pay(entry: Reader, inner: Reader) -> dict[str, Any]:
    content = {
        "pay_from": _money(inner.number("from", 0, 10**9, None)),
        "pay_to": _money(inner.number("to", 0, 10**9, None)),
        "pay_currency": inner.take("currency", "") or "",
        "pay_period": inner.choice("period", PayPeriod.values, PayPeriod.MONTH.value),
        "pay_year": inner.number("year", 1990, 2200, None),
        "pay_tax": inner.choice("tax_basis", TaxBasis.values, TaxBasis.UNKNOWN.value),
    }
    inner.finish()
    if content["pay_from"] and content["pay_to"] and Decimal(content["pay_from"]) > Decimal(content["pay_to"]):
        raise entry.bad("pay: ends below its beginning")
    return content


def _parse_figure(inner: Reader) -> dict[str, Any]:
    """Pay as one city or one vacancy states it."""
    city = inner.text("city", longest=100)
    content = {"city": city, **_parse_pay(inner, inner)}
    if content["pay_from"] is None and content["pay_to"] is None:
        raise inner.bad("pay_figures: neither from nor to")
    return content


def _money(amount: float | Decimal | None) -> str | None:
    return None if amount is None else f"{Decimal(str(amount)):.2f}"


def _parse_statement(entry: Reader) -> dict[str, Any]:
    content = {
        "kind": entry.choice("kind", StatementKind.values),
        "text": entry.text("text"),
        "competency": entry.reference_or_none("competency"),
    }
    entry.finish()
    return content


def current_roles() -> dict[str, dict]:
    return {row.key: _content(row) for row in Role.objects.prefetch_related("statements__competency", PAY_FIGURES.path)}


def _content(row: Role) -> dict[str, Any]:
    content = fields_of(row, **ROLE) | {"pay_from": _money(row.pay_from), "pay_to": _money(row.pay_to)}
    statements = [
        fields_of(one, **STATEMENT) | {"competency": one.competency.key if one.competency else None}
        for one in row.statements.all()
    ]
    figures = [
        figure | {"pay_from": _money(figure["pay_from"]), "pay_to": _money(figure["pay_to"])}
        for figure in PAY_FIGURES.read(row)
    ]
    return content | {"statements": in_order(statements), "pay_figures": figures}


def in_order(statements: list[dict]) -> list[dict]:
    """By kind; the order inside a kind is the file's, which the rows keep."""
    return sorted(statements, key=lambda statement: statement["kind"])


def save_roles(entries: list[Entry], competency_ids: dict[str, int]) -> None:
    ids = upsert(Role, entries, **ROLE)
    PAY_FIGURES.write(entries, ids, competency_ids)
    RoleStatement.objects.filter(role__in=ids.values()).delete()
    RoleStatement.objects.bulk_create(
        [
            RoleStatement(
                role_id=ids[entry.key],
                order=order,
                competency_id=competency_ids[statement["competency"]] if statement["competency"] else None,
                **values(statement, **STATEMENT),
            )
            for entry in entries
            for order, statement in enumerate(entry.content["statements"], start=1)
        ],
        batch_size=BATCH,
    )
