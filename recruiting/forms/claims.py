from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from recruiting.domain.claims import ClaimText
from recruiting.enums import ClaimSource, ClaimState


def _bare() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class FigureForm(forms.Form):
    """Of which period a figure is, and how it was measured."""

    period = forms.CharField(
        label=_("Period of the figure"), max_length=200, required=False, help_text=_("For example: 2025 against 2024.")
    )
    measured = forms.CharField(
        label=_("How it was measured"), max_length=300, required=False, help_text=_("By whom, from what data.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _bare()


class ClaimForm(FigureForm):
    """What the candidate says of themselves, and where."""

    text = forms.CharField(label=_("What is claimed"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.ChoiceField(label=_("Where it comes from"), choices=ClaimSource.choices)
    field_order = ["text", "source", "period", "measured"]

    def claim(self) -> ClaimText:
        data = self.cleaned_data
        source = ClaimSource(data["source"])
        return ClaimText(text=data["text"], source=source, period=data["period"], measured=data["measured"])


class CheckForm(forms.Form):
    """What was found about a claim, and by what."""

    seen_checks = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    state = forms.ChoiceField(label=_("What was found"), choices=ClaimState.choices, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("By what"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: reference of 12 March, a talk of five minutes in French, the certificate."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _bare()
