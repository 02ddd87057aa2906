from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recruiting.enums import HandoverReason


class PersonField(forms.ModelChoiceField):
    """One person to choose, told apart by their post."""

    def label_from_instance(self, obj) -> str:
        return f"{obj.full_name} · {obj.job_title or obj.get_role_display()}"


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

    def __init__(self, *args, able: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = able  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
