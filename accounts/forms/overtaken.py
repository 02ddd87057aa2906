"""What a form shows when somebody else saved the same thing while its page was open.

What was typed stays, what is there now stands beside it, and the form carries the stamp of what is there now, so that
pressing again is a decision and succeeds.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from accounts.domain.sent import one_newline


@dataclass(frozen=True)
class Present:
    """One field as it is kept now: what the page calls it, and the value in words."""

    label: str
    words: str


class OvertakenMixin(forms.BaseForm):
    """For forms that carry, in hidden fields named `stamps`, what their page was made from.

    Fields named `of_the_act` say something of this one change, a reason for example: nothing is kept that they would
    take the place of.
    """

    stamps: ClassVar[Collection[str]]
    of_the_act: ClassVar[Collection[str]] = ()
    present: Collection[Present] = ()

    def look_again(self, fresh: forms.BaseForm) -> None:
        """Take the stamps of `fresh`, the unbound form as the page would open it now, and name what differs there."""
        self.stamp(**{name: fresh[name].value() for name in self.stamps})
        left_out = {*self.stamps, *self.of_the_act}
        shown = [name for name in self.fields if name not in left_out and name in fresh.fields]
        self.present = [_present(fresh[name]) for name in shown if self._differs(name, fresh[name])]

    def stamp(self, **stamps: Any) -> None:
        """Take these stamps: all that is to be done where the page opens with a proposal and not with what is kept."""
        data = cast(QueryDict, self.data).copy()
        for name, value in stamps.items():
            data[self.add_prefix(name)] = "" if value is None else str(value)
        self.data = data

    def _differs(self, name: str, kept: BoundField) -> bool:
        typed = self[name].data
        return self.fields[name].has_changed(kept.initial, one_newline(typed) if isinstance(typed, str) else typed)


def _present(kept: BoundField) -> Present:
    return Present(str(kept.label), _words(kept.field, kept.initial) or "–")


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        chosen = {str(one) for one in value} if isinstance(value, list | tuple | set) else {str(value)}
        offered = cast(Iterable[tuple[Any, Any]], field.choices)
        return ", ".join(str(label) for key, label in offered if str(key) in chosen)
    if isinstance(value, date):
        return date_format(value, "j E Y")
    if isinstance(value, time):
        return time_format(value, "H:i")
    return "" if value is None else str(value)
