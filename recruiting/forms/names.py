"""The name of a person, as it is typed."""

import unicodedata

from django import forms
from django.utils.translation import gettext as _


class NameField(forms.CharField):
    """Only signs that are seen, as an import takes them, and a letter among them.

    A name of unseen signs leaves a link that nobody can press, and one that turns the writing round turns the rest of
    every line in which it stands.
    """

    def to_python(self, value) -> str:
        typed = super().to_python(value) or ""
        seen = "".join(sign for sign in typed if sign.isprintable() or sign.isspace() or sign == "\0")
        return unicodedata.normalize("NFC", " ".join(seen.split()))

    def validate(self, value) -> None:
        super().validate(value)
        if value and not any(sign.isalpha() for sign in value):
            raise forms.ValidationError(_("The name is missing."))
