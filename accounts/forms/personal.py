from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.user import COUNTRIES, time_zone_choices

WEEK = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class PersonalSettingsForm(forms.ModelForm):
    """What a person decides for themselves: language, look, zone, and the hours in which reminders may come."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    country = forms.ChoiceField(label=_("Public holidays of"), choices=COUNTRIES)
    work_days = forms.TypedMultipleChoiceField(
        label=_("Working days"), choices=WEEK, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = [
            "full_name",
            "language",
            "theme",
            "time_zone",
            "country",
            "work_days",
            "work_from",
            "work_until",
            "quiet_from",
            "quiet_until",
            "reminder_digest",
        ]
        help_texts = {"reminder_digest": _("What cannot wait until the morning still comes at once.")}
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("work_from", "work_until", "quiet_from", "quiet_until")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("You"), "full_name", "language", "theme", css_class="rk-fields"),
            Fieldset(
                _("When reminders may come"),
                "time_zone",
                "country",
                "work_days",
                _pair("work_from", "work_until"),
                css_class="rk-fields",
            ),
            Fieldset(_("How reminders come"), "reminder_digest", css_class="rk-fields"),
            Fieldset(
                _("Quiet hours"),
                HTML(format_html("<p class='form-text'>{}</p>", _("No reminder is sent in these hours."))),
                _pair("quiet_from", "quiet_until"),
                css_class="rk-fields",
            ),
            Submit("save", _("Save")),
        )

    def save(self, commit: bool = True) -> User:
        """Only what is asked here: role, address or access may have been changed while the person was typing."""
        if commit:
            self.instance.save(update_fields=[*self.cleaned_data, "name_sort"])
        return self.instance

    def clean(self):
        data = super().clean() or {}
        start, end = data.get("work_from"), data.get("work_until")
        if start and end and start >= end:
            self.add_error("work_until", _("The working day ends before it begins."))
        return data


def _pair(first: str, second: str) -> Div:
    return Div(Div(first, css_class="col"), Div(second, css_class="col"), css_class="row")
