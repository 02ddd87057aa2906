from django import forms
from django.utils.translation import gettext_lazy as _


class TakeBackForm(forms.Form):
    declared = forms.CharField(max_length=40)
    reason = forms.CharField(
        label=_("Why it was a mistake"),
        max_length=2_000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why it was a mistake.")},
    )
