"""What suggests weights: presets by kind of employer, and snapshots of what vacancies of the market name."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from competencies.domain.loading.files import Entry
from competencies.domain.loading.reader import Reader
from competencies.domain.loading.rows import Columns, Lines, fields_of, upsert
from competencies.enums import Basis, Precision
from competencies.models import DemandSkill, DemandSnapshot, PresetMultiplier, WeightPreset

PRESET: Columns = {"plain": (), "texts": ("name", "description")}
MULTIPLIERS = Lines(
    PresetMultiplier, "preset", "multipliers", plain=("multiplier", "basis"), texts=("reason",), linked=True
)
SNAPSHOT: Columns = {"plain": ("date", "precision", "country"), "texts": ("source", "how_to_use")}
SKILLS = Lines(DemandSkill, "snapshot", "skills", plain=("label", "share"), texts=("name",), linked=True)


def parse_preset(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "name": entry.text("name", longest=120),
        "description": entry.text("description"),
        "multipliers": [_parse_multiplier(entry.inner(one)) for one in entry.many("multipliers")],
    }
    entry.finish()
    return Entry(path, key, content)


def _parse_multiplier(entry: Reader) -> dict[str, Any]:
    content = {
        "competency": entry.reference("competency"),
        "multiplier": _hundredths(entry.number("multiplier", 0.5, 2)),
        "basis": entry.choice("basis", Basis.values),
        "reason": entry.text("reason"),
    }
    entry.finish()
    return content


def current_presets() -> dict[str, dict]:
    rows = WeightPreset.objects.prefetch_related(MULTIPLIERS.path)
    return {row.key: fields_of(row, **PRESET) | {"multipliers": _exact(MULTIPLIERS.read(row))} for row in rows}


def save_presets(entries: list[Entry], competency_ids: dict[str, int]) -> None:
    MULTIPLIERS.write(entries, upsert(WeightPreset, entries, **PRESET), competency_ids)


def parse_snapshot(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "role": entry.reference("role"),
        "date": _day(entry),
        "precision": entry.choice("precision", Precision.values, Precision.DAY.value),
        "country": entry.take("country", "") or "",
        "source": entry.text("source", optional=True),
        "how_to_use": entry.lines("how_to_use"),
        "skills": [_parse_skill(entry.inner(one)) for one in entry.many("skills")],
    }
    entry.finish()
    return Entry(path, key, content)


def _day(entry: Reader) -> str:
    given = str(entry.take("date"))
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise entry.bad(f"date: {given!r} is not a date like 2025-01-31") from error


def _parse_skill(entry: Reader) -> dict[str, Any]:
    content = {
        "label": str(entry.take("label")).strip(),
        "name": entry.text("name", optional=True, longest=150),
        "share": _hundredths(entry.number("share", 0, 100)),
        "competency": entry.reference_or_none("competency"),
    }
    entry.finish()
    return content


def current_snapshots() -> dict[str, dict]:
    rows = DemandSnapshot.objects.select_related("role").prefetch_related(SKILLS.path)
    return {
        row.key: fields_of(row, **SNAPSHOT)
        | {"role": row.role.key, "date": row.date.isoformat(), "skills": _exact(SKILLS.read(row))}
        for row in rows
    }


def save_snapshots(entries: list[Entry], competency_ids: dict[str, int], role_ids: dict[str, int]) -> None:
    SKILLS.write(entries, upsert(DemandSnapshot, entries, **SNAPSHOT, links={"role": role_ids}), competency_ids)


def _hundredths(number: float | Decimal) -> str:
    return f"{Decimal(str(number)):.2f}"


def _exact(lines: list[dict]) -> list[dict]:
    """The lines with their numbers as the entries have them: text with two decimals."""
    return [
        {name: _hundredths(value) if isinstance(value, Decimal) else value for name, value in line.items()}
        for line in lines
    ]
