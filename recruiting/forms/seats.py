from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, User
from recruiting.domain.on_leave import days
from recruiting.enums import HandoverReason
from recruiting.forms.on_leave import DespiteLeaveMixin


class PersonField(forms.ModelChoiceField):
    """One person to choose, told apart by their post; beside somebody away stands from when to when."""

    away: Mapping[int, Absence] = MappingProxyType({})

    def label_from_instance(self, obj) -> str:
        known = f"{obj.full_name} · {obj.job_title or obj.get_role_display()}"
        if obj.pk not in self.away:
            return known
        return gettext("%(person)s · away from %(first)s to %(last)s") % {"person": known, **days(self.away[obj.pk])}


class SeatHandoverForm(DespiteLeaveMixin, forms.Form):
    """Who takes the seat over, among those who may, and why."""

    people_field = "successor"
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

    def __init__(self, *args, able: QuerySet[User], away: Mapping[int, Absence], **kwargs):
        super().__init__(*args, **kwargs)
        successor = cast(PersonField, self.fields["successor"])
        successor.away, successor.queryset = away, able
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("successor", "reason")
