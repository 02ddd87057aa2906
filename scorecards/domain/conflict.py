"""Two texts of one card that were written apart: what differs, and how a person's choices bring them together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from scorecards.domain.answers import Answers
from scorecards.domain.fields import flat, read
from scorecards.domain.naming import name_of, words_of
from scorecards.domain.sheet import CardSheet
from scorecards.models import Scorecard


class Keep(TextChoices):
    MINE = "mine", gettext_lazy("Keep what is on this page")
    SAVED = "saved", gettext_lazy("Keep what was saved elsewhere")
    BOTH = "both", gettext_lazy("Join both")


@dataclass(frozen=True)
class Difference:
    """One field of which two versions exist; `key` names it, `name` is its competency, empty for the whole card."""

    key: str
    name: str
    label: str
    mine: str
    saved: str
    joinable: bool
    chosen: str = ""

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """(value, what is said of it, whether it was chosen already)"""
        offered = [keep for keep in Keep if self.joinable or keep != Keep.BOTH]
        return [(keep.value, str(keep.label), keep == self.chosen) for keep in offered]


@dataclass(frozen=True)
class Conflict:
    """A save that came too late: the card has moved on to `card.version` since the page was shown."""

    card: Scorecard
    mine: Answers
    saved: Answers
    differences: list[Difference]

    @property
    def is_half_answered(self) -> bool:
        """Whether some of the differences have been chosen about, and those without a choice hold the rest back."""
        return any(one.chosen for one in self.differences)

    def answered(self, choices: Mapping[str, str], *, against: int | None) -> "Conflict":
        """With the choices that were made already; none when the card has moved on from the version they were about."""
        if against != self.card.version:
            return self
        return replace(self, differences=[replace(one, chosen=choices.get(one.key, "")) for one in self.differences])


def differences(mine: Answers, saved: Answers, sheet: CardSheet) -> list[Difference]:
    """Fields whose two versions differ, in the order of the page."""
    rows = sheet.rows(mine, saved)
    ours, theirs = flat(mine, sheet, rows), flat(saved, sheet, rows)
    return [_difference(key, ours[key], theirs[key], sheet) for key in ours if ours[key] != theirs[key]]


def settle(mine: Answers, saved: Answers, sheet: CardSheet, choices: Mapping[str, str]) -> Answers:
    """`mine` with each difference replaced as chosen; a field without a choice stays as on the page."""
    rows = sheet.rows(mine, saved)
    ours, theirs = flat(mine, sheet, rows), flat(saved, sheet, rows)
    settled = {key: _settled(ours[key], theirs[key], choices.get(key)) for key in ours}
    return read(settled, sheet, added=[item.pk for item in rows])


def _difference(key: str, mine: str, saved: str, sheet: CardSheet) -> Difference:
    name, label, is_text = name_of(key, sheet)
    return Difference(key, name, label, words_of(key, mine, sheet), words_of(key, saved, sheet), joinable=is_text)


def _settled(mine: str, saved: str, choice: str | None) -> str:
    if choice == Keep.SAVED:
        return saved
    return f"{saved}\n\n{mine}".strip() if choice == Keep.BOTH else mine
