"""Which years a day or a moment may be in."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _


def sensible_year(value: date) -> None:
    """Refuse a year that nobody means: a browser's field takes 0026 and 9999.

    Beside a mistyped year, moments at either end of all time cannot be counted with, and in another zone the database
    keeps some that can never be read again.
    """
    if not 2000 <= value.year <= 2100:
        raise forms.ValidationError(_("Choose a year from 2000 to 2100."))
