"""Exercises, texts and snapshots of demand."""

from datetime import date
from decimal import Decimal
from itertools import count

from competencies.enums import ExerciseKind, TextKind
from competencies.models import DemandSkill, DemandSnapshot, Exercise, LibraryText, Role
from tests.factories.library import in_all

numbers = count(1)


def make_exercise(name: str = "Role play", **fields) -> Exercise:
    return Exercise.objects.create(
        key=f"exercise_{next(numbers)}",
        kind=fields.pop("kind", ExerciseKind.ROLE_PLAY),
        minutes=fields.pop("minutes", 15),
        **in_all("name", name),
        **in_all("purpose", f"Why {name}."),
        **in_all("scenario", f"How {name} goes."),
        **fields,
    )


def make_text(title: str = "Invitation", **fields) -> LibraryText:
    return LibraryText.objects.create(
        key=f"text_{next(numbers)}",
        kind=fields.pop("kind", TextKind.LETTER),
        **in_all("title", title),
        **in_all("body", f"{title}: the text."),
        **fields,
    )


def make_demand(role: Role, *, on: date = date(2025, 1, 1)) -> DemandSnapshot:
    """A snapshot with one skill that no competency stands for."""
    snapshot = DemandSnapshot.objects.create(key=f"demand_{next(numbers)}", role=role, date=on)
    DemandSkill.objects.create(snapshot=snapshot, order=1, label="luck", share=Decimal(5))
    return snapshot
