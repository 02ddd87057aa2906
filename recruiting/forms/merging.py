"""Choosing, value by value, what a merged record goes on with."""

from dataclasses import dataclass
from typing import cast

from django import forms
from django.db.models import Field

from recruiting.domain.merging import FIELDS, Side
from recruiting.models import Candidate, DuplicatePair


@dataclass(frozen=True)
class Choice:
    """One value of both records; `usual` is the side that is kept unless somebody chooses otherwise, `chosen` the one
    that stands on the page."""

    name: str
    label: str
    first: str
    second: str
    usual: Side
    chosen: Side

    @property
    def differs(self) -> bool:
        return self.first != self.second


class MergeForm(forms.Form):
    """A side for each value that differs; without an answer the older record's value stays, unless it is empty."""

    def __init__(self, *args, pair: DuplicatePair, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = [_choice(field, pair, self.data.get(field)) for field in FIELDS]
        for choice in self.choices:
            sides = [("first", choice.first), ("second", choice.second)]
            self.fields[choice.name] = forms.ChoiceField(label=choice.label, choices=sides, required=False)

    def kept(self) -> dict[str, Side]:
        """Field -> side. Call it on a valid form."""
        return {choice.name: self.cleaned_data[choice.name] or choice.usual for choice in self.choices}


def _choice(field: str, pair: DuplicatePair, given: str | None) -> Choice:
    shown = f"get_{field}_display" if field == "language" else field
    values = [_text(getattr(row, shown)) for row in (pair.first, pair.second)]
    usual: Side = "second" if values[1] and not values[0] else "first"
    chosen = cast(Side, given) if given in ("first", "second") else usual
    return Choice(field, _label(field), values[0], values[1], usual, chosen)


def _text(value) -> str:
    return str(value() if callable(value) else value)


def _label(field: str) -> str:
    return str(cast(Field, Candidate._meta.get_field(field)).verbose_name).capitalize()
