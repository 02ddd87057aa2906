from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.domain.handing_over import kinds
from accounts.models import User


def others_than(user: User) -> QuerySet[User]:
    """Who could take over: everybody who may log in, people of the same role first."""
    people = User.objects.filter(is_active=True).exclude(pk=user.pk)
    return people.order_by("name_sort", "pk")


class PersonField(forms.ModelChoiceField):
    """One person to choose, told apart by role and post."""

    def __init__(self, people: QuerySet[User], **options):
        super().__init__(people, required=False, **options)

    def label_from_instance(self, obj) -> str:
        return f"{obj.full_name} · {obj.get_role_display()}"


class HandoverForm(forms.Form):
    """Who takes over everything, or each kind by itself."""

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        people = others_than(user)
        self.fields["everything"] = PersonField(
            people, label=_("Everything goes to"), empty_label=_("Nobody in general")
        )
        for kind in kinds():
            self.fields[f"kind_{kind.key}"] = PersonField(people, label=kind.label, empty_label=_("As above"))
        self.fields["leave_conflicts"] = forms.BooleanField(
            label=_("Hand over what is possible, leave the rest"), required=False
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def successors(self) -> dict[str, User | None]:
        """Kind -> person, for the kinds for which somebody was chosen."""
        data = self.cleaned_data
        chosen = {kind.key: data[f"kind_{kind.key}"] or data["everything"] for kind in kinds()}
        return {key: person for key, person in chosen.items() if person is not None}
