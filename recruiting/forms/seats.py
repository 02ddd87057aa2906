from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import cast

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import HandoverReason


class PersonField(forms.ModelChoiceField):
    """One person to choose, told apart by their post; beside somebody away stands until when."""

    away: Mapping[int, date] = MappingProxyType({})

    def label_from_instance(self, obj) -> str:
        known = f"{obj.full_name} · {obj.job_title or obj.get_role_display()}"
        if obj.pk not in self.away:
            return known
        last = date_format(self.away[obj.pk], "DATE_FORMAT")
        return gettext("%(person)s · away until %(day)s") % {"person": known, "day": last}


class SeatHandoverForm(forms.Form):
    """Who takes the seat over, among those who may, and why."""

    successor = PersonField(
        label=_("Who takes it over"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        error_messages={
            "required": _("Choose who takes it over."),
            "invalid_choice": _("This person cannot take it over. Choose again."),
        },
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=HandoverReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )

    def __init__(self, *args, able: QuerySet[User], away: Mapping[int, date], **kwargs):
        super().__init__(*args, **kwargs)
        successor = cast(PersonField, self.fields["successor"])
        successor.away, successor.queryset = away, able
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
