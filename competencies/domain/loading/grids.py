"""Grids: the first version of a role's grid is published, a later change of the shipped one becomes a draft."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from competencies.domain.copying import canonical_digest
from competencies.domain.drafting import new_draft
from competencies.domain.errors import Refused
from competencies.domain.languages import columns
from competencies.domain.loading.files import Entry
from competencies.domain.loading.planning import Plan, remember
from competencies.domain.loading.reader import Reader
from competencies.domain.publishing import publish
from competencies.enums import Level, Section
from competencies.models import Grid, GridItem, LoadedRow, Role

KIND = "grid"


def parse_grid(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named("role")
    content: dict[str, Any] = {
        "supplement_share": entry.number("supplement_share", 0, 90, None) or 0,
        "warnings": entry.lines("warnings"),
        "items": [_parse_item(entry.inner(one)) for one in entry.many("items")],
    }
    entry.finish()
    _refuse_doubles(entry, [item["competency"] for item in content["items"]])
    return Entry(path, key, content)


def _refuse_doubles(entry: Reader, competencies: list[str]) -> None:
    if doubled := sorted({one for one in competencies if competencies.count(one) > 1}):
        raise entry.bad(f"items: {', '.join(doubled)} stands in the grid twice")


def _parse_item(entry: Reader) -> dict[str, Any]:
    content = {
        "section": entry.choice("section", Section.values),
        "competency": entry.reference("competency"),
        "required_level": entry.number("required_level", Level.NO_SIGN, Level.SETS_STANDARD),
        "weight": f"{Decimal(str(entry.number('weight', 0.01, 100))):.2f}",
        "must_have": entry.flag("must_have", False),
    }
    entry.finish()
    return content


def load_grids(entries: list[Entry], *, competency_ids: dict[str, int], now: datetime) -> Plan:
    """Compare each shipped grid with the one that was shipped before, never with what people made of it here."""
    loaded = dict(LoadedRow.objects.filter(kind=KIND).values_list("key", "digest"))
    latest = {grid.role.key: grid for grid in Grid.objects.select_related("role").order_by("version")}
    drafts = {grid.role.key for grid in latest.values() if grid.is_draft}
    roles = {role.key: role for role in Role.objects.all()}
    result = Plan(KIND)
    for entry in entries:
        known, here = loaded.get(entry.key), latest.get(entry.key)
        if known == canonical_digest(entry.content):
            result.unchanged.append(entry)
        elif _left_alone(entry, known=known, here=here, drafts=drafts, competency_ids=competency_ids):
            result.kept.append(entry)
        elif here is None:
            _publish_first(entry, roles[entry.key], competency_ids, now)
            result.created.append(entry)
        else:
            _fill(new_draft(role=roles[entry.key], based_on=here, by=None, now=now), entry, competency_ids)
            result.updated.append(entry)
    remember(result)
    return result


def _left_alone(entry: Entry, *, known: str | None, here: Grid | None, drafts: set[str], competency_ids) -> bool:
    """A grid made here before ours came, a role whose draft is being worked on, a competency that was removed here."""
    made_here = (known is None) != (here is None)
    removed = any(item["competency"] not in competency_ids for item in entry.content["items"])
    return made_here or entry.key in drafts or removed


def _publish_first(entry: Entry, role: Role, competency_ids: dict[str, int], now: datetime) -> None:
    grid = _fill(new_draft(role=role, based_on=None, by=None, now=now), entry, competency_ids)
    try:
        publish(grid=grid, by=None, now=now)
    except Refused as refused:
        problems = "; ".join(f"{blocker.message} ({blocker.detail})" for blocker in refused.blockers)
        raise entry.bad(f"the grid cannot be published: {problems or refused.message}") from refused


def _fill(grid: Grid, entry: Entry, competency_ids: dict[str, int]) -> Grid:
    grid.supplement_share = entry.content["supplement_share"]
    for name, text in columns("warnings", entry.content["warnings"]).items():
        setattr(grid, name, text)
    grid.save()
    GridItem.objects.bulk_create(
        [
            GridItem(grid=grid, order=order, competency_id=competency_ids[item["competency"]], **_columns(item))
            for order, item in enumerate(entry.content["items"], start=1)
        ]
    )
    return grid


def _columns(item: dict) -> dict[str, Any]:
    return {
        "section": item["section"],
        "required_level": item["required_level"],
        "weight": Decimal(item["weight"]),
        "must_have": item["must_have"],
    }
