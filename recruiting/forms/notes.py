from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))
