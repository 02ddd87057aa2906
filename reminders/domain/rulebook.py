"""What vacancies and stages say about reminders, read once for a whole round."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from reminders.domain.duty import Kind
from reminders.domain.rhythm import Rhythm
from reminders.models import Rule

Place = tuple[int | None, int | None]
"""Ids of a vacancy and of its stage."""
FIELDS = ("is_on", "first", "every", "most")


@dataclass
class Rulebook:
    """Rules by vacancy, stage and kind: the stage's word counts before the vacancy's, and this before the usual."""

    rules: dict[tuple[int | None, int | None, str], Rule]
    _rhythms: dict[tuple[Place, str], Rhythm | None] = field(default_factory=dict)

    @classmethod
    def load(cls, vacancies: Iterable[int] | None = None) -> Self:
        """All rules, or those of some vacancies, in one query."""
        rows = Rule.objects.all() if vacancies is None else Rule.objects.filter(vacancy__in=vacancies)
        return cls({(row.vacancy_id, row.stage_id, row.kind): row for row in rows})

    def said(self, kind: Kind, place: Place) -> dict[str, bool | int]:
        """What is said about the kind at that place, by field; what nobody has said is missing."""
        vacancy, stage = place
        layers = [self.rules.get((vacancy, None, kind.key)), stage and self.rules.get((vacancy, stage, kind.key))]
        return {
            name: getattr(rule, name) for rule in layers if rule for name in FIELDS if getattr(rule, name) is not None
        }

    def rhythm(self, kind: Kind, place: Place) -> Rhythm | None:
        """The rhythm of the kind at that place; None where it is switched off."""
        key = place, kind.key
        if key not in self._rhythms:
            self._rhythms[key] = self._settled(kind, place)
        return self._rhythms[key]

    def _settled(self, kind: Kind, place: Place) -> Rhythm | None:
        said = self.said(kind, place)
        if said.get("is_on") is False:
            return None
        first, every, most = (said.get(name) for name in ("first", "every", "most"))
        return kind.rhythm.adjusted(first=first, every=every, most=most) if said else kind.rhythm

    def largest_first(self, kind: Kind) -> int:
        """The largest first moment that any rule sets for the kind, 0 without one."""
        return max((rule.first for rule in self.rules.values() if rule.kind == kind.key and rule.first), default=0)
