from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from recruiting.domain.calls import Talk
from recruiting.enums import CallDirection, CallOutcome, CallWay
from recruiting.forms.years import sensible_year


class Moment(forms.DateTimeInput):
    """Day and time on the reader's clock, in the form that the browser's own field wants."""

    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class CallForm(forms.Form):
    """A call that took place, or a try at one."""

    direction = forms.ChoiceField(label=_("Who called"), choices=CallDirection.choices)
    way = forms.ChoiceField(label=_("How"), choices=CallWay.choices)
    at = forms.DateTimeField(label=_("When"), widget=Moment, validators=[sensible_year])
    outcome = forms.ChoiceField(label=_("Outcome"), choices=CallOutcome.choices)
    call_again_at = forms.DateTimeField(
        label=_("Call again at"), widget=Moment, required=False, validators=[sensible_year]
    )
    told_outcome = forms.BooleanField(label=_("The candidate was told the outcome"), required=False)
    note = forms.CharField(label=_("Note"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, closed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not closed:
            del self.fields["told_outcome"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.fields)

    def talk(self) -> Talk:
        data = self.cleaned_data
        return Talk(
            at=data["at"],
            outcome=CallOutcome(data["outcome"]),
            direction=CallDirection(data["direction"]),
            way=CallWay(data["way"]),
            call_again_at=data["call_again_at"],
            told_outcome=data.get("told_outcome", False),
            note=data["note"],
        )
