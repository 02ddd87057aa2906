from django import forms
from django.utils.translation import gettext_lazy as _

from scorecards.enums import RecusalReason


class RecusalForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=RecusalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    note = forms.CharField(label=_("Note for the recruiter"), required=False, max_length=2_000, widget=forms.Textarea)
