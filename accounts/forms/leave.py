from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.handover import PersonField, others_than
from accounts.models import User


class LeaveForm(forms.Form):
    """From when to when a person is away, and who stands in."""

    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"] = PersonField(
            others_than(user).filter(role=user.role),
            label=_("Who stands in"),
            empty_label=_("Nobody"),
            help_text=_("Gets the duties and the reminders, and the places in the teams for these days."),
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        dates = Div(Div("first_day", css_class="col"), Div("last_day", css_class="col"), css_class="row")
        self.helper.layout = Layout(dates, "substitute")


class AddressForm(forms.Form):
    email = forms.EmailField(label=_("New e-mail address"), max_length=254)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
