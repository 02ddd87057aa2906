"""A small library in files, for the tests of loading: whole, valid, and easy to spoil in one place."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "ru", "ro")


def text(words: str) -> dict[str, str]:
    return {language: f"{words} [{language}]" for language in LANGUAGES}


def competency(key: str, *, graded: bool = True) -> dict[str, Any]:
    entry = {"key": key, "category": "soft_skill", "name": text(f"Name {key}"), "definition": text(f"What {key} is")}
    if graded:
        entry["anchors"] = {level: text(f"{key} behaviour {level}") for level in range(1, 6)}
    return entry


def question(key: str, *competencies: str) -> dict[str, Any]:
    entry = {"key": key, "competencies": list(competencies), "format": "star", "minutes": 6}
    fields = {field: text(f"{field} {key}") for field in ("text", "checks", "strong", "weak")}
    return entry | fields | {"follow_ups": [text("first"), text("second")]}


def role(key: str, *, level: str = "middle") -> dict[str, Any]:
    return {
        "key": key,
        "family": "customer_support_specialist",
        "level": level,
        "title": text(f"Title {key}"),
        "alternative_titles": [text("Other title")],
        "purpose": text("Purpose"),
        "outcomes": [text("First outcome"), text("Second outcome")],
        "experience": {"years_from": 1, "years_to": 3, "note": text("Note")},
        "pay": {"from": 50000, "to": 75000.5, "currency": "RUB", "period": "month", "year": None, "tax_basis": "net"},
        "pay_figures": [
            {"city": text("City"), "to": 40000, "currency": "RUB", "period": "month", "tax_basis": "gross"},
        ],
        "bonus_percent_max": 30,
        "kpis": [text("KPI")],
        "schedule": text("Schedule"),
        "format": text("Office"),
        "statements": [
            {"kind": "requirement", "text": text("Needs"), "competency": None},
            {"kind": "duty", "text": text("Answers"), "competency": "focus"},
            {"kind": "duty", "text": text("Writes"), "competency": "writing"},
        ],
    }


def item(key: str, weight: float, **fields: Any) -> dict[str, Any]:
    return {"section": "core", "competency": key, "required_level": 3, "weight": weight, "must_have": False} | fields


def stage(key: str, **fields: Any) -> dict[str, Any]:
    entry = {"key": key, "name": text(f"Stage {key}"), "purpose": text("Purpose"), "scope": "candidate"}
    rest = {
        "method": "interview",
        "minutes": 45,
        "day_limit": 5,
        "scorecards": True,
        "reveal": "after_own",
        "covers": "all",
    }
    return entry | rest | fields


def exercise(key: str, **fields: Any) -> dict[str, Any]:
    entry = {"key": key, "kind": "test", "name": text(f"Name {key}"), "purpose": text("Purpose")}
    rest = {
        "scenario": {language: f"First [{language}]\n  1. Second [{language}]\n" for language in LANGUAGES},
        "prep_minutes": 0,
        "minutes_from": 5,
        "minutes": 10,
        "feedback_minutes": 5,
        "unit": text("points"),
        "criteria": [{"name": text("Speed"), "competency": "writing"}, {"name": text("Calm"), "competency": None}],
        "bands": [band(0, 3, "fail"), band(4, 24, "pass"), band(25, 32, "fail")],
        "categories": [{"key": "high", "verdict": "pass", "label": text("High")}],
        "indicators": [{"key": "control", "name": text("Control")}],
        "client_types": [{"name": text("Rude"), "behaviour": text("Shouts")}],
    }
    return entry | rest | fields


def band(low: int, high: int, verdict: str) -> dict[str, Any]:
    return {"low": low, "high": high, "verdict": verdict, "label": text(f"{low} to {high}")}


def letter(key: str) -> dict[str, Any]:
    return {
        "kind": "letter",
        "key": key,
        "title": text("Invitation"),
        "note": text("Subject"),
        "body": {language: f"Hello {{name}},\n\nCome. [{language}]" for language in LANGUAGES},
        "facts": {"event": "invitation", "closing": False},
        "parts": [{"group": text("Group"), "body": text("Part"), "competency": "writing"}],
    }


def preset(key: str, **multipliers: float) -> dict[str, Any]:
    lines = [
        {"competency": name, "multiplier": number, "basis": "proposal", "reason": text(f"Why {name}")}
        for name, number in multipliers.items()
    ]
    return {"key": key, "name": text(f"Preset {key}"), "description": text("Description"), "multipliers": lines}


def snapshot(key: str, role: str, **fields: Any) -> dict[str, Any]:
    skills = [
        {"label": "письмо", "name": text("Letters"), "share": 12.5, "competency": "writing"},
        {"label": "удача", "name": text("Luck"), "share": 1, "competency": None},
    ]
    entry = {"key": key, "role": role, "date": "2025-01-01", "precision": "year", "country": "RU"}
    return entry | {"source": text("A site"), "how_to_use": [text("Do not add")], "skills": skills} | fields


CONTENT: dict[str, Any] = {
    "competencies/focus.yaml": competency("focus"),
    "competencies/writing.yaml": competency("writing"),
    "competencies/_library.yaml": {"competencies": [competency("tact", graded=False)]},
    "questions/call.yaml": {"questions": [question("q_call", "focus", "tact")]},
    "questions/core.yaml": {"questions": [question("q_focus", "focus"), question("q_writing", "writing")]},
    "roles/support_middle.yaml": role("support_middle"),
    "grids/support_middle.yaml": {
        "role": "support_middle",
        "items": [item("focus", 60, must_have=True), item("writing", 40, required_level=4)],
        "warnings": [text("Beware")],
    },
    "exercises/typing.yaml": exercise("typing"),
    "texts/letters.yaml": {"texts": [letter("letter_invitation")]},
    "weight_presets.yaml": {"presets": [preset("small_firm", focus=1.5)]},
    "demand/middle_2025.yaml": snapshot("middle_2025", "support_middle"),
    "stages.yaml": {
        "stages": [
            stage("call", method="call", minutes=20, scorecards=False, covers=["writing", "focus"]),
            stage("talk"),
            stage("offer", method="offer", minutes=None, scorecards=False, covers=[]),
        ]
    },
    "pipelines.yaml": {
        "pipelines": [
            {
                "key": "standard",
                "name": text("Standard"),
                "description": text("Description"),
                "days": 14,
                "role_families": ["customer_support_specialist"],
                "stages": ["call", "talk", "offer"],
            }
        ]
    },
    "reasons.yaml": {
        "reasons": [
            {"key": "experience", "kind": "rejected", "text": text("Too little experience")},
            {"key": "other_offer", "kind": "withdrawn", "text": text("Took another offer")},
        ]
    },
}


class LibraryFiles:
    """The files in a folder; `content` may be changed before `write`."""

    def __init__(self, root: Path):
        self.root = root
        self.content = deepcopy(CONTENT)
        self.write()

    def write(self) -> Path:
        for name, data in self.content.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return self.root
