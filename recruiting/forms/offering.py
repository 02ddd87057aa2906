from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Say which rows the choice `name` offers; it is declared with none, so nothing is offered by oversight."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} is not a choice of rows")
    field.queryset = rows
