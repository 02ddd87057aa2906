from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.forms.handover import PersonField, others_than
from accounts.models import User


def _bare() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class InvitationForm(forms.ModelForm):
    """Whom to invite, as what, and in which language the mail is written."""

    class Meta:
        model = User
        fields = ["full_name", "email", "role", "job_title", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _bare()

    def validate_unique(self) -> None:
        """The constraint on the address says in our words that it is taken; the field would say it once more."""


class PersonForm(forms.ModelForm):
    """What an administrator may change of somebody else."""

    class Meta:
        model = User
        fields = ["full_name", "job_title", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _bare()


class SwitchOffForm(forms.Form):
    """Asks who takes over, and whether the list of what the person still holds was read, when there is one."""

    read = forms.BooleanField(label=_("I have read what has to be handed over"))

    def __init__(self, *args, user: User, holds: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _bare()
        if holds:
            self.fields["successor"] = PersonField(
                others_than(user), label=_("Hand everything over to"), empty_label=_("Nobody, it stays as it is")
            )
            self.order_fields(["successor", "read"])
        else:
            del self.fields["read"]


class PeopleSearch(forms.Form):
    """Narrows the list of people by name or address, role and access."""

    ON, INVITED, OFF = "on", "invited", "off"

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=150)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    access = forms.ChoiceField(
        label=_("Access"),
        required=False,
        choices=[("", _("All")), (ON, _("May log in")), (INVITED, _("Invited")), (OFF, _("Switched off"))],
    )

    def narrow(self, people: QuerySet[User]) -> QuerySet[User]:
        """People who answer the search; a wrong value narrows nothing."""
        self.is_valid()
        data = self.cleaned_data
        for word in data.get("q", "").split():
            people = people.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
        if data.get("role"):
            people = people.filter(role=data["role"])
        return people.filter(self._access(data.get("access", "")))

    def _access(self, wanted: str) -> Q:
        waits = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return {
            self.ON: Q(is_active=True) & ~waits,
            self.INVITED: Q(is_active=True) & waits,
            self.OFF: Q(is_active=False),
        }.get(wanted, Q())
