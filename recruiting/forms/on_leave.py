"""The tick "they come all the same" of forms that seat people, offered once somebody on leave was named."""

from collections.abc import Collection, Sequence
from typing import ClassVar, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.domain.sent import whole
from accounts.models import Absence
from recruiting.domain.on_leave import words

TICK = "despite_leave"


class Tick(forms.CheckboxInput):
    """A tick that names in its value what it answers for, so that it never covers a leave that nobody was shown."""

    def __init__(self, *, given: str, ticked: bool):
        super().__init__()
        self.given, self.ticked = given, ticked

    def get_context(self, name, value, attrs):
        context = super().get_context(name, self.ticked, attrs)
        context["widget"]["value"] = self.given
        return context


class DespiteLeaveMixin(forms.BaseForm):
    """For forms that choose people in the field `people_field` and pass `despite_leave` to the act."""

    people_field: ClassVar[str]
    helper: FormHelper

    @property
    def despite_leave(self) -> Collection[int]:
        """Ids of the leaves that were ticked; anything that is no such list is no tick."""
        said = cast(QueryDict, self.data).get(self.add_prefix(TICK)) or ""
        return {key for part in said.split(",") if (key := whole(part)) is not None}

    def name_who_is_away(self, leaves: Sequence[Absence]) -> None:
        """Say beside the people who is away and offer the tick; said and ticked already, it stays so."""
        ticked = all(leave.pk in self.despite_leave for leave in leaves)
        for leave in () if ticked else leaves:
            self.add_error(self.people_field, words(leave))
        given = ",".join(str(leave.pk) for leave in leaves)
        self.fields[TICK] = forms.BooleanField(
            label=_("They come all the same"),
            help_text=" ".join(words(leave) for leave in leaves),
            required=False,
            widget=Tick(given=given, ticked=ticked),
        )
        names = [one.fields[0] if isinstance(one, Field) else one for one in self.helper.layout.fields]
        self.helper.layout.insert(names.index(self.people_field) + 1, TICK)
