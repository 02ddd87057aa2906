from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A note on an application. Its fields have ids of their own: the page holds other forms with a text."""

    text = forms.CharField(label=_("Note"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data=None):
        super().__init__(data, auto_id="note_%s")
